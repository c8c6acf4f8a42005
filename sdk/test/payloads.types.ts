/** Compiled, never run: what an app could get wrong does not compile. */
import { connect, type Offer } from '../src/index.js';

export async function wrong(offer: Offer): Promise<void> {
  const client = connect({ url: 'http://localhost:3000', token: 'token' });

  // @ts-expect-error an event that does not exist
  client.on('offers', () => undefined);
  // @ts-expect-error a field that an offer does not have
  client.on('offer', ({ headline }) => headline);
  // @ts-expect-error a purpose that nobody asks for
  await client.setConsent({ purpose: 'cookies', status: 'granted', textVersion: '1' });
  // @ts-expect-error the words that the customer saw are not named
  await client.setConsent({ purpose: 'location', status: 'granted' });
  // @ts-expect-error a position without its accuracy
  await client.reportPosition({ lat: 52.5, lng: 13.4, at: 0 });
  // @ts-expect-error longitude by another name
  await client.reportPosition({ lat: 52.5, lon: 13.4, accuracyMetres: 8, at: 0 });
  // @ts-expect-error a value that is no scalar
  await client.reportContext({ weather: { rain: true } });
  // @ts-expect-error one placement in place of a list
  await client.requestOffers({ touchpoint: 'app-screen', placements: 'card' });
  // @ts-expect-error a dismissal without its reason
  await client.dismiss(offer);
  // @ts-expect-error a reason of its own
  await client.dismiss(offer, 'ugly');
  // @ts-expect-error an event about an offer without its delivery
  await client.feedback({ type: 'click' });
  // @ts-expect-error a purchase of nothing
  await client.feedback({ type: 'purchase' });
  // @ts-expect-error no such preset
  client.follow({ watch: () => () => undefined }, 'turbo');
}
