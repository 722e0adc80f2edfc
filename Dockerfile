# Two stages: what is built, and what runs. The server runs its TypeScript as it is, so the second needs
# Node 24 or newer and the packages it imports: no build tools, no browser, no install script.
# Renovate pins the image by its digest.

FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts
COPY . .
RUN npm run build

FROM node:26-slim
LABEL org.opencontainers.image.title="Producer Dashboard: Activity Feed" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional are Node itself, which is here already, and what only build tools use; peers likewise.
RUN npm ci --omit=dev --omit=optional --omit=peer --ignore-scripts \
 && npm cache clean --force
COPY sync-server sync-server
COPY src/shared src/shared
COPY --from=build /app/build build
RUN install --directory --owner=node --group=node --mode=700 /data
USER node
ENV HOST=0.0.0.0 PORT=4600 DATA_DIR=/data
VOLUME /data
EXPOSE 4600
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The build is named after its inputs, and /api/health says the name. exec, so that signals arrive.
CMD ["sh", "-c", "APP_VERSION=$(cat build/.version) exec node sync-server/main.ts"]
