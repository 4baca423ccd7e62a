import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import {
  render as renderPlain,
  type RenderOptions,
  type RenderResult,
} from '@testing-library/react';
import type { ReactNode } from 'react';

function Texts({ children }: { children: ReactNode }) {
  return <I18nProvider i18n={i18n}>{children}</I18nProvider>;
}

/** Testing Library's `render`, with the catalogue that every component reads its texts from. */
export function render(ui: ReactNode, options: RenderOptions = {}): RenderResult {
  return renderPlain(ui, { wrapper: Texts, ...options });
}
