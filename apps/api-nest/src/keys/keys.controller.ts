import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { type Clock, CLOCK } from '../parts.js';
import { ZodPipe } from '../zod.pipe.js';
import { AdminGuard } from './admin.guard.js';
import {
  type IssueRequest,
  issueRequest,
  type ListQuery,
  listQuery,
  type VerifyRequest,
  verifyRequest,
} from './keys.schemas.js';
import { KeysService } from './keys.service.js';
import { type KeyView, type VerificationView, verificationView, viewOf } from './keys.views.js';

@Controller('api/keys')
export class KeysController {
  constructor(
    private readonly keys: KeysService,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  @Post()
  @UseGuards(AdminGuard)
  @Header('cache-control', 'no-store')
  async issue(@Body(new ZodPipe(issueRequest)) request: IssueRequest): Promise<KeyView & { secret: string }> {
    const { expires_at: expiresAt, ...rest } = request;
    const { key, secret } = await this.keys.issue({
      ...rest,
      expiresAt: expiresAt == null ? null : new Date(expiresAt),
    });
    return { ...viewOf(key, this.now()), secret };
  }

  @Get()
  @UseGuards(AdminGuard)
  async list(@Query(new ZodPipe(listQuery)) query: ListQuery): Promise<{ keys: KeyView[] }> {
    const keys = await this.keys.list(query);
    return { keys: keys.map((key) => viewOf(key, this.now())) };
  }

  @Delete(':id')
  @UseGuards(AdminGuard)
  @HttpCode(204)
  async revoke(@Param('id') id: string): Promise<void> {
    await this.keys.revoke(id);
  }

  /** For the other services: whoever holds a secret may ask about it, and nobody can guess one. */
  @Post('verify')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async verify(@Body(new ZodPipe(verifyRequest)) { secret, scope }: VerifyRequest): Promise<VerificationView> {
    return verificationView(await this.keys.verify(secret, scope));
  }
}
