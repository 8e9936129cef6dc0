# The image of the exporter, from a copy of this repository: docker build --tag ticketlake:0.1.0 .
# How to run it: docs/how-to/containers.md. To pin the base image by its digest, build with
# --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:… and the digest that `docker buildx imagetools inspect` shows.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# Makes the package as it is published.
FROM ${NODE_IMAGE} AS package
WORKDIR /package
COPY . .
RUN npm ci --ignore-scripts
RUN npm run build:etl
RUN npm pack --workspace etl --ignore-scripts

# Installs it with the exact packages of the lock file, each checked against its hash.
FROM ${NODE_IMAGE} AS install
WORKDIR /opt/ticketlake
COPY package.json package-lock.json .npmrc ./
COPY etl/package.json etl/
RUN npm ci --omit=dev --ignore-scripts --workspace etl
COPY --from=package /package/ticketlake-*.tgz ./
RUN tar -xzf ticketlake-*.tgz -C etl --strip-components=1 && rm ticketlake-*.tgz

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Ticketlake" \
      org.opencontainers.image.description="Exports tickets of five services to DuckDB and Parquet" \
      org.opencontainers.image.source="https://github.com/ticketlake/ticketlake" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0"
ENV NODE_ENV=production
COPY --from=install /opt/ticketlake /opt/ticketlake
# The configuration and the lake: the only folder that it writes to, beside /tmp.
WORKDIR /data
RUN chown 1000:1000 .
VOLUME /data
# A number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 8321
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8321/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/ticketlake/node_modules/ticketlake/bin/ticketlake.js"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8321"]
