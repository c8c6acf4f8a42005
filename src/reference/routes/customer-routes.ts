import { consentEntry, consentsAnswer, consentSet } from '../../contract/consent.js';
import { erasureAnswer } from '../../contract/erasure.js';
import { eventsAnswer, eventsRequestDescribed } from '../../contract/feedback.js';
import { identifier } from '../../contract/primitives.js';
import { profileAnswer, profileWrite } from '../../contract/profile.js';
import type { HttpRoute } from './http-route.js';

const customerId = { schema: identifier, description: 'the customer' };

/** What customers did, and what is kept of them. */
export const CUSTOMER_ROUTES: readonly HttpRoute[] = [
  {
    method: 'post',
    path: '/v1/events',
    id: 'recordEvents',
    group: 'Feedback',
    summary: 'Record feedback and behaviour of one customer',
    description:
      'Each event is checked by itself: one that is wrong refuses no other, and its result says so. ' +
      'An `eventId` counts once, however often it is sent.',
    roles: ['device', 'till', 'operator'],
    body: eventsRequestDescribed,
    answers: { 200: { description: 'One result for each event, in their order.', schema: eventsAnswer } },
  },
  {
    method: 'get',
    path: '/v1/customers/{id}/profile',
    id: 'readProfile',
    group: 'Customers',
    summary: 'Read what is known of a customer',
    roles: ['device', 'operator'],
    pathParameters: { id: customerId },
    answers: { 200: { description: 'The profile, with its figures as they are now.', schema: profileAnswer } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'put',
    path: '/v1/customers/{id}/profile',
    id: 'writeProfile',
    group: 'Customers',
    summary: 'Write what is known of a customer',
    description: 'A field that is left out keeps its value; null removes it.',
    roles: ['operator'],
    pathParameters: { id: customerId },
    body: profileWrite,
    answers: { 204: { description: 'Written.' } },
  },
  {
    method: 'get',
    path: '/v1/customers/{id}/consents',
    id: 'readConsents',
    group: 'Customers',
    summary: 'Read the consents in force',
    roles: ['device', 'operator', 'auditor'],
    pathParameters: { id: customerId },
    answers: { 200: { description: 'The newest entry for each purpose and channel.', schema: consentsAnswer } },
  },
  {
    method: 'post',
    path: '/v1/customers/{id}/consents',
    id: 'setConsent',
    group: 'Customers',
    summary: 'Grant or withdraw a consent',
    description: 'In force with the answer. Consent has no default: what was never granted is not there.',
    roles: ['device', 'till', 'operator'],
    pathParameters: { id: customerId },
    body: consentSet,
    answers: { 201: { description: 'The entry as the ledger has it.', schema: consentEntry } },
  },
  {
    method: 'delete',
    path: '/v1/customers/{id}',
    id: 'eraseCustomer',
    group: 'Customers',
    summary: 'Erase all that is kept of a customer (Art. 17 GDPR)',
    description: 'What stands in segments stays as bytes that nobody can read any more: its key is gone.',
    roles: ['device', 'operator'],
    pathParameters: { id: customerId },
    answers: { 200: { description: 'Erased.', schema: erasureAnswer } },
  },
];
