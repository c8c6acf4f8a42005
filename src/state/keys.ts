import type { DecisionId, OfferId, Owner, TenantId } from '../core/types/ids.js';

/**
 * Every key that Proxima writes. All carry tenant and hash tag, so that one customer's state shares a slot and a script
 * never crosses one (Redis Cluster). Builders ask for the tenant by type.
 *
 * | key | type | holds | lives |
 * |---|---|---|---|
 * | px:{t:c}:attributes | string, JSON | locale, address form, zone, attributes | until erased |
 * | px:{t:c}:history | string, JSON | decaying counts by category, offers seen, rests | until erased |
 * | px:{t:c}:contacts | string, JSON | contacts of the last 30 days that a limit may count | 30 days after the last |
 * | px:{t:c}:consents | string, JSON | the consents in force | until erased |
 * | px:{t:c}:consent-ledger | stream | every consent entry ever | until erased |
 * | px:{t:c}:context | string, JSON | reported values with their times | 2 hours |
 * | px:{t:c}:trail | string, JSON | working trail: res 12 cells | 15 minutes |
 * | px:{t:c}:seq | string, integer | offers pushed so far | until erased |
 * | px:{t:c}:inbox | hash, JSON | what was pushed, by offer: until seen with its words, then only that it was | 7 days after the last |
 * | px:{t:c}:events | sorted set | ids of the events of the feedback window | 7 days |
 * | px:{t:c}:decision:ID | string, JSON | compact record | 7 days |
 * | px:{t:c}:decision:ID:feedback | list, JSON | what came of it | 7 days |
 * | px:{t:c}:log-key | string | the name WHO and the secret under which the customer's decisions are kept in segments | until erased |
 * | px:{t:log:WHO}:owner | string | whose name that is | until erased |
 * | px:{t:log}:decisions | stream | ids of decisions that are to be written to segments | until written, 200,000 at most |
 * | px:{*:log}:tenants | set | who has such a stream | until removed |
 * | px:{t:decision:ID}:customer | string | whose decision it is | 7 days |
 * | px:{t:catalog}:current | string | the version that serves | until removed |
 * | px:{t:catalog}:version:V | hash, JSON and gzip | a catalog: its head, its offers in blocks | until removed |
 * | px:{t:catalog}:versions | hash, JSON | where each version came from | until removed |
 * | px:{t:catalog}:published | list | versions in the order in which they served, newest first | 50 |
 * | px:{t:catalog}:wanted | string | the version that engines are to make ready | 10 minutes |
 * | px:{t:catalog}:nodes | hash, JSON | engine processes: when they were seen, what they have ready | until they stop |
 * | px:{t:catalog}:stops | hash, JSON | what was stopped, by whom; `#`: how often that changed | until lifted |
 * | px:{t:catalog}:audit | stream | who published, went back, stopped and lifted | 10,000 entries |
 * | px:{t:catalog}:publication:ID | string, JSON | how far a publication is | 1 day |
 * | px:{t:catalog}:draft:ID | hash, gzip | a version that is being written | 1 day |
 * | px:{t:catalog}:uploads | sorted set | uploads by time | the newest 1,000 |
 * | px:{t:catalog}:coming | sorted set | drafts of files that are on their way in | 1 day after the last |
 * | px:{t:catalog}:upload:ID | hash | an upload: what it is, how far it is | 30 days |
 * | px:{t:catalog}:upload:ID:file | hash, gzip | the file that came; while it comes, under the name of a draft | 30 days; a draft 1 day |
 * | px:{t:catalog}:upload:ID:back | hash, gzip | the same file with its problems beside them | 30 days |
 * | px:{t:catalog}:upload:ID:report | string, gzip of JSON | what was found in it | 30 days |
 * | px:{t:catalog}:mappings | hash, JSON | mappings for foreign sheets by name | until removed |
 * | px:{*:jobs}:catalog:… | of BullMQ | uploads and publications that are to be worked on | until done |
 * | px:{t:models}:release:NAME | string, JSON | which versions decide, and for whom | until removed |
 * | px:{t:models}:versions:NAME | hash, JSON | each version: manifest, checks, origin; `#`: the highest number | until removed |
 * | px:{t:models}:evaluations:NAME:VERSION | list, JSON | what the log said of a version | 100 |
 * | px:{t:models}:file:SHA256 | hash of blocks | the bytes of a model | until removed |
 * | px:{t:models}:audit:NAME | stream | who uploaded, released and took back | 10,000 entries |
 * | px:{t:models}:trial:TRIAL | hash | what was counted in a trial: sums, no name of a customer | 90 days |
 * | px:{t:models}:trial:TRIAL:accepts, :opt-outs | HyperLogLog | who was counted in it: cannot be read back | 90 days |
 * | px:{*:models}:tenants | set | who has a release of their own | until removed |
 * | px:{t:offer:ID}:stock | hash | how much of an offer is consumed, over all catalog versions | until removed |
 * | px:{t:offer:ID}:deliveries | hash | delivery -> leased, held, consumed or given back; no name of a customer | 8 days after the last |
 * | px:{t:offer:ID}:ends | sorted set | when each of them ends | 8 days after the last |
 * | px:{t:learning}:counts | hash | by offer, treatment and model: impressions, accepts, accepts expected, when; `#…`: which table, how often it moved. Sums over all customers, which name nobody: an erasure has nothing to take out | until removed, 50,000 at most |
 * | px:{t:learning}:moves | sorted set | the same names by their last move | until removed |
 */
export const keys = {
  attributes: (owner: Owner) => `${slot(owner)}:attributes`,
  history: (owner: Owner) => `${slot(owner)}:history`,
  contacts: (owner: Owner) => `${slot(owner)}:contacts`,
  consents: (owner: Owner) => `${slot(owner)}:consents`,
  consentLedger: (owner: Owner) => `${slot(owner)}:consent-ledger`,
  context: (owner: Owner) => `${slot(owner)}:context`,
  trail: (owner: Owner) => `${slot(owner)}:trail`,
  seq: (owner: Owner) => `${slot(owner)}:seq`,
  inbox: (owner: Owner) => `${slot(owner)}:inbox`,
  events: (owner: Owner) => `${slot(owner)}:events`,
  decision: (owner: Owner, id: DecisionId) => `${slot(owner)}:decision:${id}`,
  decisionFeedback: (owner: Owner, id: DecisionId) => `${slot(owner)}:decision:${id}:feedback`,
  decisionCustomer: (tenant: TenantId, id: DecisionId) => `px:{${tenant}:decision:${id}}:customer`,
  logKey: (owner: Owner) => `${slot(owner)}:log-key`,
  logOwner: (tenant: TenantId, who: string) => `px:{${tenant}:log:${who}}:owner`,
  decisionLog: (tenant: TenantId) => `px:{${tenant}:log}:decisions`,
  loggingTenants: () => 'px:{*:log}:tenants',
  /** No key: the channel by which processes tell each other what is recalled. */
  recalls: () => 'px:{*:delivery}:recalls',
  /** A pattern for SCAN: every key in the slot of a customer. */
  ofCustomer: (owner: Owner) => `${slot(owner).replace(/[[\]*?\\]/g, '\\$&')}:*`,
  /** A channel, not a key: see `WatchChannel`. */
  watchChannel: (tenant: TenantId | '*') => `px:watch:${tenant}`,
  stock: (tenant: TenantId, id: OfferId) => `px:{${tenant}:offer:${id}}:stock`,
  stockDeliveries: (tenant: TenantId, id: OfferId) => `px:{${tenant}:offer:${id}}:deliveries`,
  stockEnds: (tenant: TenantId, id: OfferId) => `px:{${tenant}:offer:${id}}:ends`,
  learningCounts: (tenant: TenantId) => `px:{${tenant}:learning}:counts`,
  learningMoves: (tenant: TenantId) => `px:{${tenant}:learning}:moves`,
  catalogCurrent: (tenant: TenantId) => `px:{${tenant}:catalog}:current`,
  catalogVersion: (tenant: TenantId, version: string) => `px:{${tenant}:catalog}:version:${version}`,
  catalogVersions: (tenant: TenantId) => `px:{${tenant}:catalog}:versions`,
  catalogPublished: (tenant: TenantId) => `px:{${tenant}:catalog}:published`,
  catalogWanted: (tenant: TenantId) => `px:{${tenant}:catalog}:wanted`,
  catalogNodes: (tenant: TenantId) => `px:{${tenant}:catalog}:nodes`,
  catalogStops: (tenant: TenantId) => `px:{${tenant}:catalog}:stops`,
  catalogAudit: (tenant: TenantId) => `px:{${tenant}:catalog}:audit`,
  catalogPublication: (tenant: TenantId, id: string) => `px:{${tenant}:catalog}:publication:${id}`,
  catalogUploads: (tenant: TenantId) => `px:{${tenant}:catalog}:uploads`,
  catalogComing: (tenant: TenantId) => `px:{${tenant}:catalog}:coming`,
  catalogUpload: (tenant: TenantId, id: string) => `px:{${tenant}:catalog}:upload:${id}`,
  catalogUploadFile: (tenant: TenantId, id: string) => `px:{${tenant}:catalog}:upload:${id}:file`,
  catalogUploadBack: (tenant: TenantId, id: string) => `px:{${tenant}:catalog}:upload:${id}:back`,
  catalogUploadReport: (tenant: TenantId, id: string) => `px:{${tenant}:catalog}:upload:${id}:report`,
  catalogMappings: (tenant: TenantId) => `px:{${tenant}:catalog}:mappings`,
  modelRelease: (tenant: TenantId, name: string) => `px:{${tenant}:models}:release:${name}`,
  modelVersions: (tenant: TenantId, name: string) => `px:{${tenant}:models}:versions:${name}`,
  modelEvaluations: (tenant: TenantId, name: string, version: string) =>
    `px:{${tenant}:models}:evaluations:${name}:${version}`,
  modelFile: (tenant: TenantId, sha256: string) => `px:{${tenant}:models}:file:${sha256}`,
  modelAudit: (tenant: TenantId, name: string) => `px:{${tenant}:models}:audit:${name}`,
  trial: (tenant: TenantId, trial: string) => `px:{${tenant}:models}:trial:${trial}`,
  trialCounted: (tenant: TenantId, trial: string, what: 'accepts' | 'opt-outs') =>
    `px:{${tenant}:models}:trial:${trial}:${what}`,
  releasingTenants: () => 'px:{*:models}:tenants',
  /** No key: the channel by which processes tell each other that a release has changed. */
  modelChanges: () => 'px:{*:models}:changes',
  /** What BullMQ puts before the names of its queues. */
  jobs: () => 'px:{*:jobs}',
  /** No key: the channel by which processes tell each other that a catalog or its stops have changed. */
  catalogChanges: () => 'px:{*:catalog}:changes',
  /** No key: the channel by which consoles everywhere hear of uploads and publications. */
  catalogNews: () => 'px:{*:catalog}:news',
  catalogDraft: (tenant: TenantId, id: string) => `px:{${tenant}:catalog}:draft:${id}`,
};

function slot({ tenant, customer }: Owner): string {
  return `px:{${tenant}:${customer}}`;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long things live. */
export const LIFETIMES = {
  trailMs: 15 * MINUTE_MS,
  contextMs: 120 * MINUTE_MS,
  contactsMs: 30 * DAY_MS,
  inboxMs: 7 * DAY_MS,
  wantedMs: 10 * MINUTE_MS,
  publicationMs: DAY_MS,
  uploadMs: 30 * DAY_MS,
  /** No file may take longer to arrive: see `http.uploadSeconds`. */
  comingMs: DAY_MS,
  /** The feedback window. */
  decisionMs: 7 * DAY_MS,
  trialMs: 90 * DAY_MS,
  /** A day longer than the feedback window: no feedback finds its delivery forgotten. */
  stockMs: 8 * DAY_MS,
} as const;
