import { Controller, Get, Header } from '@nestjs/common';
import { Open } from '../platform/auth/bearer.guard.js';
import { writeAsyncApi } from './async-api.js';
import type { JsonObject } from './json.js';
import { writeOpenApi } from './open-api.js';
import { writePage } from './page.js';
import { PAGE_STYLE } from './page-style.js';

/** The page needs its style sheet and nothing else: no script, no form, no frame, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The contract for tools and for readers, open to everyone: it holds nothing of any customer. Written when it is first asked
 * for, so that no engine starts later for it.
 */
@Controller()
export class ReferenceController {
  #openApi?: JsonObject;
  #asyncApi?: JsonObject;
  #page?: string;

  @Get('openapi.json')
  @Open()
  openApi(): JsonObject {
    return (this.#openApi ??= writeOpenApi());
  }

  @Get('asyncapi.json')
  @Open()
  asyncApi(): JsonObject {
    return (this.#asyncApi ??= writeAsyncApi());
  }

  @Get('reference')
  @Open()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  page(): string {
    return (this.#page ??= writePage(this.openApi(), this.asyncApi()));
  }

  @Get('reference/style.css')
  @Open()
  @Header('content-type', 'text/css; charset=utf-8')
  style(): string {
    return PAGE_STYLE;
  }
}
