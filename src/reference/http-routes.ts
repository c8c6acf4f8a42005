import { DECISION_ROUTES } from './routes/decision-routes.js';
import { CATALOG_ROUTES } from './routes/catalog-routes.js';
import { EXPORT_ROUTES } from './routes/export-routes.js';
import { MODEL_ROUTES } from './routes/model-routes.js';
import { UPLOAD_ROUTES } from './routes/upload-routes.js';
import { RELEASE_ROUTES } from './routes/release-routes.js';
import { CUSTOMER_ROUTES } from './routes/customer-routes.js';
import { PAGE_ROUTES } from './routes/page-routes.js';
import type { HttpRoute } from './routes/http-route.js';

/** Every HTTP route, in the order of the documents. A test holds it against the routes that the engine really has. */
export const HTTP_ROUTES: readonly HttpRoute[] = [
  ...DECISION_ROUTES,
  ...CATALOG_ROUTES,
  ...UPLOAD_ROUTES,
  ...RELEASE_ROUTES,
  ...MODEL_ROUTES,
  ...EXPORT_ROUTES,
  ...CUSTOMER_ROUTES,
  ...PAGE_ROUTES,
];
