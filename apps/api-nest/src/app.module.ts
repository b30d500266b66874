import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { KeysModule } from './keys/keys.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { ADMIN_TOKEN, CLOCK, HEALTH, KEY_REPOSITORY, LOGGER, METRICS, type Parts } from './parts.js';
import { ProblemFilter } from './problem.filter.js';

@Module({})
export class AppModule {
  /** The application made of these parts, each of which every module can ask for. */
  static of({ observers, repository, adminToken, now }: Parts): DynamicModule {
    const parts = [
      { provide: LOGGER, useValue: observers.logger },
      { provide: METRICS, useValue: observers.metrics },
      { provide: HEALTH, useValue: observers.health },
      { provide: KEY_REPOSITORY, useValue: repository },
      { provide: ADMIN_TOKEN, useValue: adminToken },
      { provide: CLOCK, useValue: now },
    ];
    return {
      module: AppModule,
      global: true,
      imports: [KeysModule, OperationsModule],
      providers: [...parts, { provide: APP_FILTER, useClass: ProblemFilter }],
      exports: parts.map(({ provide }) => provide),
    };
  }
}
