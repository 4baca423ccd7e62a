import { t } from '@lingui/core/macro';
import type { Analytics } from '@/lib/api/types';

/** A count that is true from one time to the next; times are seconds since the stream's start. */
export interface Step {
  from: number;
  to: number;
  viewerCount: number;
}

/** The viewer count over the whole stream, without gaps: 0 before the first that was counted. */
export function stepsOf({ startedAt, duration, viewers }: Analytics): Step[] {
  if (startedAt === null) {
    return [];
  }

  const start = Date.parse(startedAt);
  const points = viewers.map(({ at, viewerCount }) => ({
    from: Math.max(0, (Date.parse(at) - start) / 1000),
    viewerCount,
  }));
  const first = points[0];
  if (first === undefined || first.from > 0) {
    points.unshift({ from: 0, viewerCount: 0 });
  }

  // The last point may be younger than the duration, which is in whole seconds.
  const end = Math.max(duration, points.at(-1)?.from ?? 0);
  return points.map((point, index) => ({ ...point, to: points[index + 1]?.from ?? end }));
}

/** The top of the scale: the least of 2, 4, 10, 20, 40, 100, … that holds every count. Its half is whole. */
export function scaleOf(steps: readonly Step[]): number {
  const most = Math.max(0, ...steps.map(({ viewerCount }) => viewerCount));
  for (let power = 1; ; power *= 10) {
    for (const top of [2 * power, 4 * power, 10 * power]) {
      if (top >= most) {
        return top;
      }
    }
  }
}

/** An SVG path over a box: level until the count changes, then straight up or down. */
export function pathOf(steps: readonly Step[], width: number, height: number): string {
  const top = scaleOf(steps);
  const end = Math.max(1, steps.at(-1)?.to ?? 0);
  const x = (seconds: number) => round((seconds / end) * width);
  const y = (viewerCount: number) => round(height - (viewerCount / top) * height);
  return steps
    .map(
      ({ from, to, viewerCount }, index) =>
        `${index === 0 ? `M${x(from)} ` : 'V'}${y(viewerCount)}H${x(to)}`,
    )
    .join('');
}

/** The chart in one sentence. */
export function summaryOf(steps: readonly Step[], formatTime: (seconds: number) => string): string {
  const last = steps.at(-1);
  if (last === undefined) {
    return t`No viewers have been counted yet.`;
  }

  const most = Math.max(...steps.map(({ viewerCount }) => viewerCount));
  const peak = steps.find(({ viewerCount }) => viewerCount === most) ?? last;
  return t`Viewers over ${formatTime(last.to)}: ${most} at most, at ${formatTime(peak.from)}, and ${last.viewerCount} at the end.`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
