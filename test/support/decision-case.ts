import type { CatalogInput } from '../../src/contract/catalog.js';
import { situate } from '../../src/core/situate.js';
import { finishDecision, prepareDecision, tellFunnel } from '../../src/core/decision.js';
import { concludeDecision } from '../../src/core/outcome/conclude.js';
import type { Consents, Decision, FunnelLine, Scores } from '../../src/core/types/decision.js';
import { EMPTY_PROFILE, type OfferHistory, type Rates, type Scalars } from '../../src/core/types/facts.js';
import { EMPTY_TRAIL, type Fix } from '../../src/core/types/fix.js';
import type { AddressForm, Point } from '../../src/core/types/offer.js';
import type { Policy } from '../../src/core/types/policy.js';
import {
  ALEXANDERPLATZ,
  BERLIN,
  catalogOf,
  encoder,
  fixOf,
  inputOf,
  MINUTE,
  movedBy,
  NOON,
  offerOf,
  exploring,
  policyWith,
  priors,
  scoresOf,
  touchpoints,
  treatmentOf,
  type OfferInput,
} from './builders.js';

/** Metres from Alexanderplatz. */
interface Spot {
  readonly east?: number;
  readonly north?: number;
}

interface CaseOffer extends Omit<Partial<OfferInput>, 'place'> {
  readonly id: string;
  readonly area?: Spot & { readonly radiusMetres: number };
  readonly fansWithinMetres?: number;
  readonly place?: Spot;
  readonly touchpoint?: string;
  readonly placement?: string;
  readonly placements?: readonly string[];
  readonly attentionSeconds?: number;
  /** Locale -> form -> title. */
  readonly texts?: Readonly<Record<string, Readonly<Partial<Record<AddressForm, string>>>>>;
}

/** One case of `test/cases/*.json`, as its README describes it. */
export interface DecisionCase {
  readonly name: string;
  readonly given: {
    readonly at?: string;
    readonly touchpoint?: string;
    readonly offers: readonly CaseOffer[];
    readonly zones?: readonly (Spot & {
      readonly id: string;
      readonly radiusMetres: number;
      readonly category?: string;
    })[];
    /** The rest of the catalog, such as `fallbacks` and `offerAttributes`. */
    readonly head?: Partial<CatalogInput>;
    readonly fixes?: readonly (Spot & Partial<Omit<Fix, 'lat' | 'lng' | 'at'>> & { readonly secondsAgo?: number })[];
    readonly customer?: {
      readonly consents?: Partial<Consents>;
      readonly locale?: string;
      readonly addressForm?: AddressForm;
      /** `null`: not known. */
      readonly timeZone?: string | null;
      readonly attributes?: Scalars;
      readonly affinity?: Rates;
      readonly visitsPerMonth?: Rates;
      readonly history?: Readonly<Record<string, OfferHistory>>;
      readonly contacts?: readonly {
        readonly minutesAgo: number;
        readonly offer?: string;
        readonly outbound?: boolean;
      }[];
      /** Key -> minutes from now. */
      readonly rests?: Readonly<Record<string, number>>;
    };
    readonly context?: Scalars;
    readonly scores?: Readonly<Record<string, number>> | 'late';
    readonly policy?: { readonly [Part in keyof Policy]?: Partial<Policy[Part]> };
  };
  readonly expect: {
    readonly granted?: readonly string[];
    readonly silence?: string;
    readonly fault?: string;
    readonly moment?: string;
    readonly scoreSource?: Decision['scoreSource'];
    readonly title?: string;
    readonly funnel: Readonly<Record<string, string>>;
  };
}

/** Runs a case through the whole core, with a commit that grants every first choice. Returns what it may expect. */
export function runCase({ given }: DecisionCase): Required<DecisionCase['expect']> & { lines: readonly FunnelLine[] } {
  const now = given.at ? Date.parse(given.at) : NOON;
  const { customer = {}, touchpoint = 'app-push' } = given;
  const policy = policyWith({
    ...given.policy,
    arbitration: { exploration: exploring(0), ...given.policy?.arbitration },
  });
  const catalog = catalogOf(
    given.offers.map(toOffer),
    given.zones?.map(({ east, north, radiusMetres, id, category }) => ({
      id,
      name: id,
      category,
      area: { circle: { ...pointAt({ east, north }), radiusMetres } },
    })),
    given.head,
  );
  const consents = { ...inputOf().consents, ...customer.consents };
  const fixes = (given.fixes ?? []).map(({ east, north, secondsAgo = 0, ...fix }) =>
    fixOf(pointAt({ east, north }), { at: now - secondsAgo * 1000, ...fix }),
  );
  const { situation, fault } = situate({
    fixes: consents.location ? fixes : [],
    now,
    trail: EMPTY_TRAIL,
    affinity: customer.affinity ?? {},
    timeZone: customer.timeZone === null ? undefined : (customer.timeZone ?? BERLIN),
    catalog,
    policy,
  });
  const { outbound, placements } = touchpoints[touchpoint]!;
  const input = inputOf({
    now,
    touchpoint,
    outbound,
    placements,
    consents,
    ...(customer.locale ? { locale: customer.locale } : {}),
    addressForm: customer.addressForm,
    profile: {
      ...EMPTY_PROFILE,
      attributes: customer.attributes ?? {},
      affinity: customer.affinity ?? {},
      visitsPerMonth: customer.visitsPerMonth ?? {},
      offers: customer.history ?? {},
    },
    contacts: (customer.contacts ?? []).map(({ minutesAgo, offer = 'another', outbound = true }) => ({
      at: now - minutesAgo * MINUTE,
      offerId: offer,
      outbound,
    })),
    rests: Object.fromEntries(
      Object.entries(customer.rests ?? {}).map(([key, minutes]) => [key, now + minutes * MINUTE]),
    ),
    context: given.context ?? {},
    situation,
  });
  const prepared = prepareDecision(input, catalog, policy, encoder);
  const decision = finishDecision(
    prepared,
    scoresFor(
      prepared.kept.map(({ offer }) => offer.id),
      given.scores,
    ),
    priors,
  );
  const outcome = concludeDecision(decision, { g: decision.slots.map((_, slot) => [slot, 0, slot + 1]), r: [] });
  const lines = tellFunnel(decision, outcome);
  const [first] = outcome.grants;
  const words = first?.choice.scored.candidate.treatments.find(
    ({ treatment }) => treatment.placement === first.choice.placement,
  )?.words;
  return {
    granted: outcome.grants.map(({ choice }) => choice.scored.candidate.offer.id),
    silence: outcome.silence?.code ?? '',
    fault: fault ?? '',
    moment: situation.moment.name,
    scoreSource: decision.scoreSource,
    title: words?.title ?? '',
    funnel: Object.fromEntries(lines.map(({ offerId, stage, reason }) => [offerId, reason ?? stage])),
    lines,
  };
}

function toOffer(given: CaseOffer): OfferInput {
  const { id, area, place, touchpoint = 'app-push', placement = 'card', placements = [placement], ...rest } = given;
  const { attentionSeconds = 5, texts, fansWithinMetres, ...offer } = rest;
  const words =
    texts &&
    Object.fromEntries(
      Object.entries(texts).map(([locale, forms]) => [
        locale,
        Object.fromEntries(Object.entries(forms).map(([form, title]) => [form, { title, body: '.' }])),
      ]),
    );
  return offerOf(id, {
    ...offer,
    ...(area
      ? { where: { fansWithinMetres, area: { circle: { ...pointAt(area), radiusMetres: area.radiusMetres } } } }
      : {}),
    ...(place ? { place: pointAt(place) } : {}),
    treatments: placements.map((placement) =>
      treatmentOf({ id: placement, touchpoint, placement, attentionSeconds, ...(words ? { texts: words } : {}) }),
    ),
  });
}

function pointAt({ east = 0, north = 0 }: Spot): Point {
  return movedBy(ALEXANDERPLATZ, east, north);
}

function scoresFor(ids: readonly string[], scores: DecisionCase['given']['scores'] = {}): Scores {
  if (scores === 'late') return { ...scoresOf([]), source: 'fallback', fault: 'DEADLINE' };
  return scoresOf(ids.map((id) => scores[id] ?? 0.6));
}
