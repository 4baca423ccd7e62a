import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';
import { setTheme, theme, type Theme } from '@/lib/theme';
import { useStore } from '@/lib/useStore';

const next = { system: 'light', light: 'dark', dark: 'system' } as const satisfies Record<
  Theme,
  Theme
>;
const names = { system: 'like the device', light: 'light', dark: 'dark' } as const;

export function ThemeToggle() {
  const current = useStore(theme);
  const Icon = { system: Monitor, light: Sun, dark: Moon }[current];
  return (
    <IconButton
      label={`Theme: ${names[current]}. Switch to ${names[next[current]]}`}
      onClick={() => setTheme(next[current])}
    >
      <Icon aria-hidden="true" />
    </IconButton>
  );
}
