import { Trans, useLingui } from '@lingui/react/macro';
import { Disclosure } from '@/components/ui/Disclosure';
import type { Analytics } from '@/lib/api/types';
import { formatCount, formatDuration } from '@/lib/format';
import { pathOf, scaleOf, stepsOf, summaryOf } from '../core/steps';
import styles from './ViewersChart.module.css';

/** The drawing's own units; it is stretched to the room that there is. */
const width = 1000;
const height = 100;

/** Viewers over time as steps, and the same as a table for those who read rather than look. */
export function ViewersChart({ analytics }: { analytics: Analytics }) {
  const { t } = useLingui();
  const steps = stepsOf(analytics);
  const top = scaleOf(steps);
  const line = pathOf(steps, width, height);
  const end = steps.at(-1)?.to ?? 0;

  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <Trans>Viewers over time</Trans>
      </figcaption>
      <div className={styles.chart}>
        <div aria-hidden="true" className={styles.scale}>
          <span>{formatCount(top)}</span>
          <span>{formatCount(top / 2)}</span>
          <span>0</span>
        </div>
        <svg
          role="img"
          aria-label={summaryOf(steps, formatDuration)}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          className={styles.drawing}
        >
          <path d={`M0 0H${width}M0 ${height / 2}H${width}`} className={styles.grid} />
          <path d={`M0 ${height}H${width}`} className={styles.base} />
          {line !== '' && (
            <>
              <path d={`${line}V${height}H0Z`} className={styles.area} />
              <path d={line} className={styles.line} />
            </>
          )}
        </svg>
        <div aria-hidden="true" className={styles.times}>
          <span>0:00</span>
          <span>{formatDuration(end)}</span>
        </div>
      </div>
      {steps.length > 0 && (
        <Disclosure title={t`As a table`} className={styles.details}>
          {/* A long table scrolls, and by keyboard only what has the focus does. */}
          <div
            className={styles.scroll}
            role="group"
            aria-label={t`Viewers over time`}
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
          >
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">
                    <Trans>From</Trans>
                  </th>
                  <th scope="col">
                    <Trans>Viewers</Trans>
                  </th>
                </tr>
              </thead>
              <tbody>
                {steps.map(({ from, viewerCount }, index) => (
                  <tr key={index}>
                    <td>{formatDuration(from)}</td>
                    <td>{viewerCount}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Disclosure>
      )}
    </figure>
  );
}
