# One image for the server (the default command), the worker and the migration; see docker-compose.yml
# for their commands. There is no build step: Node runs the TypeScript directly.
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS packages
RUN npm install --global pnpm@12.21.0
WORKDIR /app
# Only the manifests, so that a change of the sources does not repeat the install.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/server/package.json apps/server/
COPY apps/worker/package.json apps/worker/
COPY packages/api/package.json packages/api/
COPY packages/contract/package.json packages/contract/
COPY packages/database/package.json packages/database/
COPY packages/domain/package.json packages/domain/
COPY packages/payment-providers/package.json packages/payment-providers/
COPY packages/process/package.json packages/process/
COPY packages/settings/package.json packages/settings/
# The only optional dependency is the native TypeScript compiler, which nothing uses at run time.
RUN --mount=type=cache,id=pnpm,target=/pnpm \
    CI=true pnpm install --prod --frozen-lockfile --no-optional \
    --store-dir=/pnpm --package-import-method=copy \
    --filter=@frontrow/server... --filter=@frontrow/worker...

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app ./
COPY packages packages
COPY apps apps
# The user `node` by number, so that a runtime can verify that it is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
CMD ["node", "apps/server/src/main.ts"]
