import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import styles from './IconButton.module.css';

interface IconButtonProps extends ComponentProps<'button'> {
  /** What the button does, for those who do not see the icon and as its tooltip. */
  label: string;
  /** `video`: on top of video. `off`: something is switched off, and should be noticed. */
  variant?: 'plain' | 'video' | 'off';
  size?: 'xs' | 'sm' | 'md' | 'lg';
}

export function IconButton({
  label,
  variant = 'plain',
  size = 'md',
  className,
  children,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={clsx(styles.button, styles[variant], styles[size], className)}
    >
      {children}
    </button>
  );
}
