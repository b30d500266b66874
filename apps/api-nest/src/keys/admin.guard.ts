import { type CanActivate, type ExecutionContext, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type { Secret } from '@observatory/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ADMIN_TOKEN } from '../parts.js';

/** Lets only those pass who hold the admin token. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ADMIN_TOKEN) private readonly adminToken: Secret) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { authorization = '' } = http.getRequest<FastifyRequest>().headers;
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (this.adminToken.matches(token)) {
      return true;
    }
    http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
    throw new UnauthorizedException('This needs the header "Authorization: Bearer …" with the admin token.');
  }
}
