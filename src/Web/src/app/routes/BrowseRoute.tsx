import { t as now } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { SearchX, X } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { Page } from '@/components/layout/Page';
import { EmptyState } from '@/components/ui/EmptyState';
import { streamListQuery, type Search } from '@/features/streams/api/streams';
import { EndlessStreams } from '@/features/streams/components/EndlessStreams';
import { categoriesOf } from '@/features/streams/core/categories';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import styles from './BrowseRoute.module.css';

const stages = ['live', 'upcoming', 'ended'] as const;

/** Every stream, by words, category, tag and stage; all of it is in the address. */
export function BrowseRoute() {
  const { t } = useLingui();
  const [params] = useSearchParams();
  const q = params.get('q') ?? '';
  const category = params.get('category') ?? '';
  const tag = params.get('tag') ?? '';
  const status = stages.find((stage) => stage === params.get('status')) ?? 'live';
  const live = useQuery(streamListQuery('live'));
  const heading = headingOf({ q, category, tag }) ?? t`Browse`;
  useDocumentTitle(heading);

  const search: Search = {
    status,
    ...(q ? { q } : {}),
    ...(category ? { category } : {}),
    ...(tag ? { tag } : {}),
  };
  const pathWith = (change: Record<string, string>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(change)) {
      if (value === '') {
        next.delete(name);
      } else {
        next.set(name, value);
      }
    }

    return `/browse?${next.toString()}`;
  };
  const names = { live: t`Live`, upcoming: t`Upcoming`, ended: t`Past` };
  const categories = categoriesOf(live.data?.items ?? [], category);

  return (
    <Page>
      <div className={styles.head}>
        <h1 className={styles.title}>{heading}</h1>
        {headingOf({ q, category, tag }) !== null && (
          <Link to={`/browse?status=${status}`} className={styles.chip}>
            <X aria-hidden="true" size={14} />
            <Trans>Show all</Trans>
          </Link>
        )}
      </div>
      <nav aria-label={t`Stage`} className={styles.chips}>
        {stages.map((stage) => (
          <Link
            key={stage}
            to={pathWith({ status: stage })}
            aria-current={stage === status ? 'page' : undefined}
            className={clsx(styles.chip, stage === status && styles.chosen)}
          >
            {names[stage]}
          </Link>
        ))}
      </nav>
      {categories.length > 0 && (
        <nav aria-label={t`Categories`} className={styles.chips}>
          {categories.map((name) => (
            <Link
              key={name}
              to={pathWith({ category: name === category ? '' : name })}
              aria-current={name === category ? 'true' : undefined}
              className={clsx(styles.chip, name === category && styles.chosen)}
            >
              {name}
            </Link>
          ))}
        </nav>
      )}
      {/* The cards' own headings are one level further down. */}
      <h2 className="visually-hidden">{names[status]}</h2>
      <EndlessStreams
        key={JSON.stringify(search)}
        search={search}
        empty={
          <EmptyState icon={<SearchX size={26} />} title={t`Nothing found`}>
            {status === 'live' ? (
              <Trans>No live stream fits. Look among the upcoming and past ones, too.</Trans>
            ) : (
              <Trans>No stream fits. Try fewer or other words.</Trans>
            )}
          </EmptyState>
        }
      />
    </Page>
  );
}

/** What is looked for, in words; null for everything. */
function headingOf({ q, category, tag }: { q: string; category: string; tag: string }) {
  if (q !== '') {
    return now`Results for “${q}”`;
  }

  return tag !== '' ? `#${tag}` : category !== '' ? category : null;
}
