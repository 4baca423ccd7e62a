import { useLingui } from '@lingui/react/macro';
import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';
import { setTheme, theme, type Theme } from '@/lib/theme';
import { useStore } from '@/lib/useStore';

const next = { system: 'light', light: 'dark', dark: 'system' } as const satisfies Record<
  Theme,
  Theme
>;

export function ThemeToggle() {
  const { t } = useLingui();
  const current = useStore(theme);
  const names = { system: t`like the device`, light: t`light`, dark: t`dark` };
  const Icon = { system: Monitor, light: Sun, dark: Moon }[current];
  return (
    <IconButton
      label={t`Theme: ${names[current]}. Switch to ${names[next[current]]}`}
      onClick={() => setTheme(next[current])}
    >
      <Icon aria-hidden="true" />
    </IconButton>
  );
}
