// What the whole page shares: the x axis in use and which runs are hidden.
import { usableAxes, type XAxis } from "../model/axis";
import type { Run } from "../model/run";
import { seriesColour } from "./theme";

export class PageState {
  axis: XAxis;
  readonly axes: XAxis[];
  private readonly hidden = new Set<Run>();
  private readonly listeners = new Set<() => void>();

  constructor(readonly runs: Run[]) {
    this.axes = usableAxes(runs);
    this.axis = this.axes[0];
  }

  get several(): boolean {
    return this.runs.length > 1;
  }

  shown(run: Run): boolean {
    return !this.hidden.has(run);
  }

  colour(run: Run): string {
    return seriesColour(run.index);
  }

  setAxis(axis: XAxis): void {
    this.axis = axis;
    this.changed();
  }

  setShown(run: Run, shown: boolean): void {
    if (shown) this.hidden.delete(run);
    else this.hidden.add(run);
    this.changed();
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
