import { noFacts, type Facts } from '../policy/facts.js';
import type { StackTexts } from './stack.js';

/** A small stack of several files that keeps to every rule in production. */
export const productionStack: StackTexts = {
  files: ['compose.yml', 'compose/environments/production.yml'],
  texts: {
    'compose.yml': `name: shop
include:
  - compose/services/gateway.yml
  - compose/services/api.yml
  - compose/infrastructure/database.yml
  - compose/infrastructure/exporter.yml
`,
    'compose/base/container.yml': `services:
  container:
    cap_drop: [ALL]
    security_opt:
      - no-new-privileges:true
    read_only: true
    restart: unless-stopped
    stop_grace_period: 10s
    deploy:
      resources:
        limits: { pids: 200 }
    logging:
      driver: json-file
      options: { max-size: 10m, max-file: "3" }
`,
    'compose/resources.yml': `networks:
  frontend:
  data:
    internal: true
volumes:
  database-data:
secrets:
  database-password:
    file: ../secrets/database-password
configs:
  gateway:
    file: ../gateway/nginx.conf
`,
    'compose/services/gateway.yml': `include: [../resources.yml]
services:
  gateway:
    extends: { file: ../base/container.yml, service: container }
    image: nginx:1.30.4
    user: "101"
    networks: [frontend]
    tmpfs: [/tmp]
    configs:
      - gateway
    healthcheck:
      test: [CMD, nginx, -t]
    deploy:
      resources:
        limits: { cpus: "0.5", memory: 128M }
    depends_on:
      api:
        condition: service_healthy
`,
    'compose/services/api.yml': `include:
  - ../resources.yml
x-image: &image shop/api:1.4
services:
  api:
    extends: { file: ../base/container.yml, service: container }
    image: *image
    user: "65532:65532"
    networks: [frontend, data]
    environment:
      DATABASE_HOST: database
      DATABASE_PASSWORD_FILE: /run/secrets/database-password
    labels:
      com.example.team: shop
    secrets:
      - database-password
    healthcheck:
      interval: 10s
      start_interval: 500ms
    deploy:
      replicas: 2
      resources:
        limits:
          cpus: "1.0"
          memory: 256M
    depends_on:
      migrate:
        condition: service_completed_successfully
      database:
        condition: service_healthy
  migrate:
    extends: { file: ../base/container.yml, service: container }
    image: *image
    user: "65532:65532"
    command: [migrate]
    networks: [data]
    restart: "no"
    deploy:
      resources:
        limits: { memory: 256M, cpus: "1.0" }
    secrets:
      - database-password
`,
    'compose/infrastructure/database.yml': `include:
  - ../resources.yml
services:
  database:
    extends:
      file: ../base/container.yml
      service: container
    image: postgres:17.5
    user: "70:70"
    networks:
      - data
    tmpfs:
      - /var/run/postgresql
    environment:
      - POSTGRES_PASSWORD_FILE=/run/secrets/database-password
    secrets: [database-password]
    volumes:
      - database-data:/var/lib/postgresql/data
    stop_grace_period: 1m
    healthcheck:
      test: [CMD, pg_isready, -h, 127.0.0.1]
    deploy:
      resources:
        limits: { cpus: "2", memory: 1G }
`,
    'compose/infrastructure/exporter.yml': `include: [../resources.yml]
services:
  node-exporter:
    extends: { file: ../base/container.yml, service: container }
    image: prom/node-exporter:v1.12.1
    user: "65534"
    networks: [frontend]
    volumes:
      - /:/host:ro
    healthcheck:
      test: [CMD, wget, --spider, -q, "http://127.0.0.1:9100/"]
    deploy:
      resources:
        limits:
          memory: 64M
          cpus: "0.25"
`,
    'compose/environments/production.yml': `services:
  gateway:
    ports:
      - "443:8443"
  api:
    environment:
      LOG_LEVEL: warn
`,
  },
};

/** What is known of its images and files. */
export const productionFacts: Facts = {
  ...noFacts,
  images: {
    'shop/api:1.4': {
      user: '65532:65532',
      healthcheck: ['CMD', '/app/api', 'healthcheck'],
      entrypoint: ['/app/api'],
      command: ['serve'],
    },
  },
  files: { '/workspace/secrets/database-password': { mode: 0o100444, uid: 0 } },
  ownImages: ['shop/api'],
  lockedImages: ['nginx:1.30.4', 'postgres:17.5', 'prom/node-exporter:v1.12.1'],
};
