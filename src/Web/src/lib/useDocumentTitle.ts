import { useEffect } from 'react';

export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'Clockit Live' : `${title} · Clockit Live`;
  }, [title]);
}
