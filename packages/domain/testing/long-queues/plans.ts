import type { ClientBase, Pool } from 'pg';

/** What one statement did, as Postgres tells it after the run. */
export interface Executed {
  text: string;
  /** The tables that it read from the first to the last row. */
  wholeTables: string[];
  /** The blocks that it read and changed. */
  blocks: number;
}

/** A part of what auto_explain writes as JSON. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

/** Lets connections that begin from now on tell the plan of each statement that they have run. */
export async function explainAll(owner: Pool): Promise<void> {
  const { rows } = await owner.query<{ name: string }>('select current_database() as name');
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_buffers': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
    // The value of a Postgres that nobody has tuned.
    random_page_cost: '4',
  };
  await owner.query("load 'auto_explain'");
  for (const [name, value] of Object.entries(settings)) {
    await owner.query(`alter database ${rows[0]?.name} set ${name} = '${value}'`);
  }
}

/** Collects what connections of these pools run from now on. They were not used before. */
export function collectPlans(...pools: Pool[]): Executed[] {
  const executed: Executed[] = [];
  const listen = (client: ClientBase) =>
    client.on('notice', ({ message }) => {
      const [, json] = message?.split('plan:\n') ?? [];
      if (json !== undefined) executed.push(read(json));
    });
  for (const pool of pools) pool.on('connect', listen);
  return executed;
}

function read(json: string): Executed {
  const { 'Query Text': text, Plan: plan } = JSON.parse(json) as {
    'Query Text': string;
    Plan: PlanNode;
  };
  const scans = nodesOf(plan).filter(
    (node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] !== 0,
  );
  return {
    text,
    wholeTables: scans.map((node) => node['Relation Name'] ?? ''),
    blocks: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
  };
}

const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
