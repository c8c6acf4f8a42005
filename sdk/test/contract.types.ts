/**
 * Compiled, never run: the SDK's types against the engine's schemas. The package must not need zod, so its types are written
 * out; a field that one of the two has alone does not compile here.
 */
import type { z } from 'zod';
import type { consentEntry, consentSet } from '../../src/contract/consent.js';
import type { contextAck, contextReport } from '../../src/contract/context.js';
import type { decidedOffer, decisionAnswer, offerPush, offerRequest } from '../../src/contract/decision.js';
import type { failure } from '../../src/contract/errors.js';
import type { feedbackEvent, feedbackReportDescribed, feedbackResult } from '../../src/contract/feedback.js';
import type { inboxAnswer, inboxResume, offerRetract } from '../../src/contract/inbox.js';
import type { fix, nextReport, positionAck, positionReport, toldMoment } from '../../src/contract/position.js';
import type { sessionHint } from '../../src/contract/session.js';
import type * as sdk from '../src/contract.js';

/** The same fields with the same types, all the way down; assignable both ways would not see an optional field. */
type Flat<T> = T extends (infer E)[] ? Flat<E>[] : T extends object ? { -readonly [K in keyof T]: Flat<T[K]> } : T;
type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Same<A, B> = Identical<Flat<A>, Flat<B>>;

declare function holds<T extends true>(proof?: T): void;

// What a device sends: as the engine takes it in.
holds<Same<sdk.Fix, z.input<typeof fix>>>();
holds<Same<sdk.Calls['position:report']['sends'], z.input<typeof positionReport>>>();
holds<Same<sdk.ContextReport, z.input<typeof contextReport>>>();
holds<Same<sdk.OfferRequest, z.input<typeof offerRequest>>>();
holds<Same<sdk.FeedbackEvent, z.input<typeof feedbackEvent>>>();
holds<Same<sdk.Calls['feedback:report']['sends'], z.input<typeof feedbackReportDescribed>>>();
holds<Same<sdk.ConsentSet, z.input<typeof consentSet>>>();
holds<Same<sdk.Calls['inbox:resume']['sends'], z.input<typeof inboxResume>>>();

// What a device gets: as the engine gives it out.
holds<Same<sdk.PositionAck, z.output<typeof positionAck>>>();
holds<Same<sdk.Moment, z.output<typeof toldMoment>>>();
holds<Same<sdk.NextReport, z.output<typeof nextReport>>>();
holds<Same<sdk.ContextAck, z.output<typeof contextAck>>>();
holds<Same<sdk.DecidedOffer, z.output<typeof decidedOffer>>>();
holds<Same<sdk.OfferPush, z.output<typeof offerPush>>>();
// A device is never given a trace.
holds<Same<sdk.DecisionAnswer, Omit<z.output<typeof decisionAnswer>, 'trace'>>>();
holds<Same<sdk.FeedbackResult, z.output<typeof feedbackResult>>>();
holds<Same<sdk.ConsentEntry, z.output<typeof consentEntry>>>();
holds<Same<sdk.OfferRetract, z.output<typeof offerRetract>>>();
holds<Same<sdk.InboxResumed, z.output<typeof inboxAnswer>>>();
holds<Same<sdk.SessionHint, z.output<typeof sessionHint>>>();
// Codes grow: an app gets them as text.
holds<Same<sdk.Failure, Omit<z.output<typeof failure>, 'code'> & { code: string }>>();
