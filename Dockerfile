# One image for all that runs in production: the server unless told, the worker and the migration by
# their commands, as docker-compose.yml has them. Nothing is built: Node runs the TypeScript as it is.
FROM node:24.21.0-bookworm-slim AS packages
RUN npm install --global pnpm@12.21.0
WORKDIR /app
# The manifests alone, so that a change to the sources installs nothing again.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/server/package.json apps/server/
COPY apps/worker/package.json apps/worker/
COPY packages/api/package.json packages/api/
COPY packages/contract/package.json packages/contract/
COPY packages/database/package.json packages/database/
COPY packages/domain/package.json packages/domain/
COPY packages/process/package.json packages/process/
COPY packages/settings/package.json packages/settings/
# What is optional here is the native compiler: nothing runs on it.
RUN --mount=type=cache,id=pnpm,target=/pnpm \
    CI=true pnpm install --prod --frozen-lockfile --no-optional \
    --store-dir=/pnpm --package-import-method=copy \
    --filter=@frontrow/server... --filter=@frontrow/worker...

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app ./
COPY packages packages
COPY apps apps
# node, by number: who runs it can tell that it is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
CMD ["node", "apps/server/src/main.ts"]
