// Generated from the API's routers and the contract by `npx -y pnpm@12 generate`; do not edit.

import type {
  ActionPage,
  ActionsInput,
  AdminAvailabilityInput,
  AdminChart,
  AdminPaymentPage,
  AdminPerformance,
  AdminReservationPage,
  AdminTicket,
  AdminTicketPage,
  AdminTopUpPage,
  AdminUser,
  AdminUserPage,
  Audit,
  AuditInput,
  Availability,
  AvailabilityInput,
  Balance,
  BlockPlacesInput,
  BlockPlacesResult,
  Board,
  BoardInput,
  CancelPerformanceInput,
  CancelPerformanceResult,
  ChargeResult,
  Chart,
  ChartInput,
  ChartPage,
  ConcertDetails,
  ConcertInput,
  ConcertListInput,
  ConcertPage,
  ConfigureQueueInput,
  CreateChartInput,
  CreateChartResult,
  CreateConcertInput,
  CreatePerformanceInput,
  CreatePerformanceResult,
  CreateUserInput,
  Dates,
  DeleteUserInput,
  DeleteUserResult,
  DevSignInInput,
  DevSignInResult,
  Draw,
  DrawInput,
  EntryPage,
  EraseUserInput,
  EraseUserResult,
  ExportRows,
  ExportRowsInput,
  FindPeopleInput,
  FindUsersInput,
  ForecastQueue,
  ForecastQueueInput,
  FoundPeople,
  GetChartInput,
  Health,
  HoldBestInput,
  HoldInput,
  JoinInput,
  LeaveResult,
  ListPaymentsInput,
  ListReservationsInput,
  ListTicketsInput,
  ListTopUpsInput,
  PageInput,
  PayInput,
  Payment,
  PaymentInput,
  PaymentPage,
  Performances,
  Person,
  PersonInput,
  PublishDrawValueInput,
  QueueSettings,
  QueueStats,
  QueueTicket,
  RedeemTicketInput,
  RedeemTicketResult,
  RefundInput,
  RefundTopUpInput,
  Reservation,
  ReservationInput,
  ReservationListInput,
  ReservationPage,
  ResolveTopUpInput,
  RestoreUserInput,
  SalesStats,
  SalesStatsInput,
  SeatMap,
  SeatMapInput,
  Seats,
  SeatsInput,
  StartTopUpInput,
  Tickets,
  TopUp,
  TopUpInput,
  TopUpPage,
  TopUpsInput,
  UndoRedeemInput,
  UpdateConcertInput,
  UpdatePerformanceInput,
  User,
} from '../api.ts';

/** Every procedure of the API by its path. The output of a subscription is one of its events. */
export interface Procedures {
  'session.devSignIn': { kind: 'mutation'; input: DevSignInInput; output: DevSignInResult };
  'session.me': { kind: 'query'; input: undefined; output: User };
  'queue.join': { kind: 'mutation'; input: JoinInput; output: QueueTicket };
  'queue.status': { kind: 'query'; input: undefined; output: QueueTicket };
  'queue.watch': { kind: 'subscription'; input: undefined; output: QueueTicket };
  'queue.leave': { kind: 'mutation'; input: undefined; output: LeaveResult };
  'queue.draw': { kind: 'query'; input: DrawInput; output: Draw };
  'concert.list': { kind: 'query'; input: ConcertListInput | undefined; output: ConcertPage };
  'concert.get': { kind: 'query'; input: ConcertInput; output: ConcertDetails };
  'concert.dates': { kind: 'query'; input: ConcertInput; output: Dates };
  'concert.seats': { kind: 'query'; input: SeatsInput; output: Seats };
  'concert.seatMap': { kind: 'query'; input: SeatMapInput; output: SeatMap };
  'concert.chart': { kind: 'query'; input: ChartInput; output: Chart };
  'concert.availability': { kind: 'query'; input: AvailabilityInput; output: Availability };
  'concert.watchAvailability': {
    kind: 'subscription';
    input: AvailabilityInput;
    output: Availability;
  };
  'reservation.hold': { kind: 'mutation'; input: HoldInput; output: Reservation };
  'reservation.holdBest': { kind: 'mutation'; input: HoldBestInput; output: Reservation };
  'reservation.release': { kind: 'mutation'; input: ReservationInput; output: Reservation };
  'reservation.get': { kind: 'query'; input: ReservationInput; output: Reservation };
  'reservation.list': {
    kind: 'query';
    input: ReservationListInput | undefined;
    output: ReservationPage;
  };
  'balance.get': { kind: 'query'; input: undefined; output: Balance };
  'balance.charge': { kind: 'mutation'; input: StartTopUpInput; output: ChargeResult };
  'balance.startTopUp': { kind: 'mutation'; input: StartTopUpInput; output: TopUp };
  'balance.topUp': { kind: 'query'; input: TopUpInput; output: TopUp };
  'balance.topUps': { kind: 'query'; input: TopUpsInput | undefined; output: TopUpPage };
  'balance.cancelTopUp': { kind: 'mutation'; input: TopUpInput; output: TopUp };
  'balance.history': { kind: 'query'; input: PageInput | undefined; output: EntryPage };
  'payment.pay': { kind: 'mutation'; input: PayInput; output: Payment };
  'payment.get': { kind: 'query'; input: PaymentInput; output: Payment };
  'payment.list': { kind: 'query'; input: PageInput | undefined; output: PaymentPage };
  'payment.tickets': { kind: 'query'; input: PaymentInput; output: Tickets };
  'admin.createConcert': { kind: 'mutation'; input: CreateConcertInput; output: ConcertDetails };
  'admin.updateConcert': { kind: 'mutation'; input: UpdateConcertInput; output: ConcertDetails };
  'admin.createChart': { kind: 'mutation'; input: CreateChartInput; output: CreateChartResult };
  'admin.getChart': { kind: 'query'; input: GetChartInput; output: AdminChart };
  'admin.listCharts': { kind: 'query'; input: PageInput | undefined; output: ChartPage };
  'admin.blockPlaces': { kind: 'mutation'; input: BlockPlacesInput; output: BlockPlacesResult };
  'admin.unblockPlaces': { kind: 'mutation'; input: BlockPlacesInput; output: BlockPlacesResult };
  'admin.createPerformance': {
    kind: 'mutation';
    input: CreatePerformanceInput;
    output: CreatePerformanceResult;
  };
  'admin.updatePerformance': {
    kind: 'mutation';
    input: UpdatePerformanceInput;
    output: AdminPerformance;
  };
  'admin.listPerformances': { kind: 'query'; input: ConcertInput; output: Performances };
  'admin.cancelPerformance': {
    kind: 'mutation';
    input: CancelPerformanceInput;
    output: CancelPerformanceResult;
  };
  'admin.configureQueue': { kind: 'mutation'; input: ConfigureQueueInput; output: QueueSettings };
  'admin.publishDrawValue': { kind: 'mutation'; input: PublishDrawValueInput; output: Draw };
  'admin.queueStats': { kind: 'query'; input: ConcertInput; output: QueueStats };
  'admin.forecastQueue': { kind: 'query'; input: ForecastQueueInput; output: ForecastQueue };
  'admin.createUser': { kind: 'mutation'; input: CreateUserInput; output: AdminUser };
  'admin.deleteUser': { kind: 'mutation'; input: DeleteUserInput; output: DeleteUserResult };
  'admin.restoreUser': { kind: 'mutation'; input: RestoreUserInput; output: AdminUser };
  'admin.eraseUser': { kind: 'mutation'; input: EraseUserInput; output: EraseUserResult };
  'admin.findUsers': { kind: 'query'; input: FindUsersInput | undefined; output: AdminUserPage };
  'admin.findPeople': { kind: 'query'; input: FindPeopleInput; output: FoundPeople };
  'admin.person': { kind: 'query'; input: PersonInput; output: Person };
  'admin.listReservations': {
    kind: 'query';
    input: ListReservationsInput | undefined;
    output: AdminReservationPage;
  };
  'admin.listTopUps': { kind: 'query'; input: ListTopUpsInput | undefined; output: AdminTopUpPage };
  'admin.refundTopUp': { kind: 'mutation'; input: RefundTopUpInput; output: TopUp };
  'admin.resolveTopUp': { kind: 'mutation'; input: ResolveTopUpInput; output: TopUp };
  'admin.listPayments': {
    kind: 'query';
    input: ListPaymentsInput | undefined;
    output: AdminPaymentPage;
  };
  'admin.refund': { kind: 'mutation'; input: RefundInput; output: Payment };
  'admin.redeemTicket': { kind: 'mutation'; input: RedeemTicketInput; output: RedeemTicketResult };
  'admin.undoRedeem': { kind: 'mutation'; input: UndoRedeemInput; output: AdminTicket };
  'admin.listTickets': {
    kind: 'query';
    input: ListTicketsInput | undefined;
    output: AdminTicketPage;
  };
  'admin.actions': { kind: 'query'; input: ActionsInput | undefined; output: ActionPage };
  'admin.audit': { kind: 'query'; input: AuditInput | undefined; output: Audit };
  'admin.salesStats': { kind: 'query'; input: SalesStatsInput; output: SalesStats };
  'admin.health': { kind: 'query'; input: undefined; output: Health };
  'admin.board': { kind: 'query'; input: BoardInput; output: Board };
  'admin.exportRows': { kind: 'query'; input: ExportRowsInput; output: ExportRows };
  'admin.availability': { kind: 'query'; input: AdminAvailabilityInput; output: Availability };
}

export interface ProcedureKind {
  kind: 'query' | 'mutation' | 'subscription';
  /** Whether a call must send a queue token. */
  needsToken: boolean;
}

export const PROCEDURE_KINDS: Readonly<Record<keyof Procedures, ProcedureKind>> = {
  'session.devSignIn': { kind: 'mutation', needsToken: false },
  'session.me': { kind: 'query', needsToken: false },
  'queue.join': { kind: 'mutation', needsToken: false },
  'queue.status': { kind: 'query', needsToken: true },
  'queue.watch': { kind: 'subscription', needsToken: true },
  'queue.leave': { kind: 'mutation', needsToken: true },
  'queue.draw': { kind: 'query', needsToken: false },
  'concert.list': { kind: 'query', needsToken: false },
  'concert.get': { kind: 'query', needsToken: false },
  'concert.dates': { kind: 'query', needsToken: true },
  'concert.seats': { kind: 'query', needsToken: true },
  'concert.seatMap': { kind: 'query', needsToken: true },
  'concert.chart': { kind: 'query', needsToken: false },
  'concert.availability': { kind: 'query', needsToken: true },
  'concert.watchAvailability': { kind: 'subscription', needsToken: true },
  'reservation.hold': { kind: 'mutation', needsToken: true },
  'reservation.holdBest': { kind: 'mutation', needsToken: true },
  'reservation.release': { kind: 'mutation', needsToken: false },
  'reservation.get': { kind: 'query', needsToken: false },
  'reservation.list': { kind: 'query', needsToken: false },
  'balance.get': { kind: 'query', needsToken: false },
  'balance.charge': { kind: 'mutation', needsToken: false },
  'balance.startTopUp': { kind: 'mutation', needsToken: false },
  'balance.topUp': { kind: 'query', needsToken: false },
  'balance.topUps': { kind: 'query', needsToken: false },
  'balance.cancelTopUp': { kind: 'mutation', needsToken: false },
  'balance.history': { kind: 'query', needsToken: false },
  'payment.pay': { kind: 'mutation', needsToken: true },
  'payment.get': { kind: 'query', needsToken: false },
  'payment.list': { kind: 'query', needsToken: false },
  'payment.tickets': { kind: 'query', needsToken: false },
  'admin.createConcert': { kind: 'mutation', needsToken: false },
  'admin.updateConcert': { kind: 'mutation', needsToken: false },
  'admin.createChart': { kind: 'mutation', needsToken: false },
  'admin.getChart': { kind: 'query', needsToken: false },
  'admin.listCharts': { kind: 'query', needsToken: false },
  'admin.blockPlaces': { kind: 'mutation', needsToken: false },
  'admin.unblockPlaces': { kind: 'mutation', needsToken: false },
  'admin.createPerformance': { kind: 'mutation', needsToken: false },
  'admin.updatePerformance': { kind: 'mutation', needsToken: false },
  'admin.listPerformances': { kind: 'query', needsToken: false },
  'admin.cancelPerformance': { kind: 'mutation', needsToken: false },
  'admin.configureQueue': { kind: 'mutation', needsToken: false },
  'admin.publishDrawValue': { kind: 'mutation', needsToken: false },
  'admin.queueStats': { kind: 'query', needsToken: false },
  'admin.forecastQueue': { kind: 'query', needsToken: false },
  'admin.createUser': { kind: 'mutation', needsToken: false },
  'admin.deleteUser': { kind: 'mutation', needsToken: false },
  'admin.restoreUser': { kind: 'mutation', needsToken: false },
  'admin.eraseUser': { kind: 'mutation', needsToken: false },
  'admin.findUsers': { kind: 'query', needsToken: false },
  'admin.findPeople': { kind: 'query', needsToken: false },
  'admin.person': { kind: 'query', needsToken: false },
  'admin.listReservations': { kind: 'query', needsToken: false },
  'admin.listTopUps': { kind: 'query', needsToken: false },
  'admin.refundTopUp': { kind: 'mutation', needsToken: false },
  'admin.resolveTopUp': { kind: 'mutation', needsToken: false },
  'admin.listPayments': { kind: 'query', needsToken: false },
  'admin.refund': { kind: 'mutation', needsToken: false },
  'admin.redeemTicket': { kind: 'mutation', needsToken: false },
  'admin.undoRedeem': { kind: 'mutation', needsToken: false },
  'admin.listTickets': { kind: 'query', needsToken: false },
  'admin.actions': { kind: 'query', needsToken: false },
  'admin.audit': { kind: 'query', needsToken: false },
  'admin.salesStats': { kind: 'query', needsToken: false },
  'admin.health': { kind: 'query', needsToken: false },
  'admin.board': { kind: 'query', needsToken: false },
  'admin.exportRows': { kind: 'query', needsToken: false },
  'admin.availability': { kind: 'query', needsToken: false },
};
