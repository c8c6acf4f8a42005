/** A number that only grows. Counting is one addition; the text is made when somebody asks for the metrics. */
export class Tally {
  value = 0;

  add(count = 1): void {
    this.value += count;
  }
}
