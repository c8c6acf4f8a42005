/** What is to happen at which simulated time, soonest first. Equal times keep the order in which they were added. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private added = 0;

  get nextMs(): number | undefined {
    return this.heap[0]?.atMs;
  }

  add(atMs: number, action: () => void): void {
    this.heap.push({ atMs, order: this.added++, action });
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(this.heap[child]!, this.heap[parent]!)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  /** Takes the next action if its time has come. */
  takeDue(nowMs: number): (() => void) | undefined {
    const first = this.heap[0];
    if (!first || first.atMs > nowMs) return undefined;
    const last = this.heap.pop()!;
    if (this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    return first.action;
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      let first = parent;
      if (left < this.heap.length && isBefore(this.heap[left]!, this.heap[first]!)) first = left;
      if (right < this.heap.length && isBefore(this.heap[right]!, this.heap[first]!)) first = right;
      if (first === parent) return;
      this.swap(parent, first);
      parent = first;
    }
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b]!, this.heap[a]!];
  }
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
