import type { Map as GlMap } from 'maplibre-gl';
import { toSpot, type Spot } from '../mercator.js';
import { glowOf, presenceOf, spotOf, type Mark, type Walker, type Walkers } from '../walkers.js';
import { colourOf, readColours, type Colours } from './colours.js';

const DOT_RADIUS = 4;
const RING_RADIUS = 22;
/** Half a pixel more or less is not seen on a dot, and pixels cost time where there is no graphics card. */
const MOST_PIXELS_RATIO = 1.5;
const TILE = 512;

/**
 * The customers, on a canvas above the map. The map below is drawn anew only when it moves: with 500 dots that is what
 * makes the difference, above all without a graphics card.
 */
export class TownLayer {
  /** Drawn so far. */
  frames = 0;
  isPaused = false;
  readonly #canvas = document.createElement('canvas');
  readonly #pen = this.#canvas.getContext('2d')!;
  #sprites = drawSprites(readColours());
  #colours = readColours();
  #frame = 0;
  #pausedAtMs = 0;

  constructor(
    private readonly map: GlMap,
    private readonly walkers: Walkers,
  ) {
    this.#canvas.className = 'town';
    this.#canvas.setAttribute('aria-hidden', 'true');
    map.getCanvasContainer().append(this.#canvas);
    map.on('resize', () => this.fit());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour());
    this.fit();
    this.#frame = requestAnimationFrame(this.draw);
  }

  /** Time stands still while paused. */
  get nowMs(): number {
    return this.isPaused ? this.#pausedAtMs : performance.now();
  }

  pause(isPaused: boolean): void {
    if (isPaused === this.isPaused) return;
    this.#pausedAtMs = performance.now();
    this.isPaused = isPaused;
  }

  /** The customer under the pointer. */
  walkerAt(x: number, y: number): Walker | undefined {
    const { left, top, scale } = this.view();
    return this.walkers.nearest({ x: left + x / scale, y: top + y / scale }, 14 / scale, this.nowMs);
  }

  remove(): void {
    cancelAnimationFrame(this.#frame);
    this.#canvas.remove();
  }

  private readonly draw = (): void => {
    this.#frame = requestAnimationFrame(this.draw);
    this.frames += 1;
    const nowMs = this.nowMs;
    const { width, height } = this.#canvas;
    this.#pen.clearRect(0, 0, width, height);
    const view = this.view();
    // Those with news on top.
    const lit: Walker[] = [];
    for (const walker of this.walkers.all.values()) {
      if (walker.mark !== 'silence' && glowOf(walker, nowMs) > 0) lit.push(walker);
      else this.drawWalker(walker, view, nowMs);
    }
    for (const walker of lit) this.drawWalker(walker, view, nowMs);
    this.#pen.globalAlpha = 1;
  };

  private drawWalker(walker: Walker, { left, top, scale }: View, nowMs: number): void {
    const spot = spotOf(walker, nowMs);
    const ratio = this.ratio();
    const x = (spot.x - left) * scale * ratio;
    const y = (spot.y - top) * scale * ratio;
    const reach = RING_RADIUS * ratio;
    if (x < -reach || y < -reach || x > this.#canvas.width + reach || y > this.#canvas.height + reach) return;
    const glow = glowOf(walker, nowMs);
    const presence = presenceOf(walker, nowMs);
    if (glow > 0 && walker.mark !== 'silence') this.drawRing(walker.mark, x, y, glow, presence);
    const sprite = this.#sprites[glow > 0 ? walker.mark : 'silence'];
    this.#pen.globalAlpha = presence * (walker.mark === 'silence' || glow === 0 ? 0.55 + 0.45 * glow : 1);
    this.#pen.drawImage(sprite, Math.round(x - sprite.width / 2), Math.round(y - sprite.height / 2));
  }

  private drawRing(mark: Mark, x: number, y: number, glow: number, presence: number): void {
    const pen = this.#pen;
    const ratio = this.ratio();
    pen.globalAlpha = glow * presence;
    pen.strokeStyle = colourOf(mark, this.#colours);
    pen.lineWidth = (mark === 'accept' ? 3 : 2) * ratio;
    pen.beginPath();
    pen.arc(x, y, (DOT_RADIUS + (RING_RADIUS - DOT_RADIUS) * (1 - glow)) * ratio, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** The map neither turns nor tilts, so that its centre and zoom say all. */
  private view(): View {
    const centre = this.map.getCenter();
    const spot: Spot = toSpot(centre.lat, centre.lng);
    const scale = TILE * 2 ** this.map.getZoom();
    const { clientWidth, clientHeight } = this.map.getContainer();
    return { scale, left: spot.x - clientWidth / 2 / scale, top: spot.y - clientHeight / 2 / scale };
  }

  private ratio(): number {
    return Math.min(window.devicePixelRatio, MOST_PIXELS_RATIO);
  }

  private fit(): void {
    const { clientWidth, clientHeight } = this.map.getContainer();
    this.#canvas.width = Math.round(clientWidth * this.ratio());
    this.#canvas.height = Math.round(clientHeight * this.ratio());
    this.#sprites = drawSprites(this.#colours);
  }

  private recolour(): void {
    this.#colours = readColours();
    this.#sprites = drawSprites(this.#colours);
  }
}

interface View {
  /** Of the upper left corner of the map, in the mercator square. */
  readonly left: number;
  readonly top: number;
  /** CSS pixels of the whole square. */
  readonly scale: number;
}

/** A dot is drawn once and copied from then on. */
function drawSprites(colours: Colours): Record<Mark, HTMLCanvasElement> {
  const ratio = Math.min(window.devicePixelRatio, MOST_PIXELS_RATIO);
  const dot = (mark: Mark, radius: number) => {
    const sprite = document.createElement('canvas');
    const size = Math.ceil((radius + 2) * 2 * ratio);
    sprite.width = size;
    sprite.height = size;
    const pen = sprite.getContext('2d')!;
    outline(pen, mark, size / 2, radius * ratio);
    pen.fillStyle = colourOf(mark, colours);
    pen.fill();
    pen.lineWidth = 1.25 * ratio;
    pen.strokeStyle = colours.halo;
    pen.stroke();
    return sprite;
  };
  return {
    silence: dot('silence', DOT_RADIUS - 0.5),
    push: dot('push', DOT_RADIUS + 1.5),
    answer: dot('answer', DOT_RADIUS + 1.5),
    accept: dot('accept', DOT_RADIUS + 4),
  };
}

/** Each mark has a shape of its own, as in the legend, for those who do not see the colours. */
function outline(pen: CanvasRenderingContext2D, mark: Mark, centre: number, radius: number): void {
  pen.beginPath();
  if (mark === 'answer') {
    pen.rect(centre - radius * 0.85, centre - radius * 0.85, radius * 1.7, radius * 1.7);
    return;
  }
  if (mark !== 'accept') {
    pen.arc(centre, centre, radius, 0, 2 * Math.PI);
    return;
  }
  pen.moveTo(centre, centre - radius);
  pen.lineTo(centre + radius, centre);
  pen.lineTo(centre, centre + radius);
  pen.lineTo(centre - radius, centre);
  pen.closePath();
}
