import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import styles from './Button.module.css';
import { Spinner } from './Spinner';

interface Look {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'xs' | 'sm' | 'md' | 'lg';
  /** Stands before the label. */
  icon?: ReactNode;
}

type ButtonProps = ComponentProps<'button'> &
  Look & {
    /** Work is under way: the button keeps its size and takes no clicks. */
    busy?: boolean;
  };

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  busy = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy}
      className={clsx(styles.button, styles[variant], styles[size], className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export function ButtonLink({
  variant = 'secondary',
  size = 'md',
  icon,
  className,
  children,
  ...rest
}: LinkProps & Look) {
  return (
    <Link {...rest} className={clsx(styles.button, styles[variant], styles[size], className)}>
      {icon}
      {children}
    </Link>
  );
}

/** Leaves the client: to an address of the server's, or elsewhere. */
export function ButtonAnchor({
  variant = 'secondary',
  size = 'md',
  icon,
  className,
  children,
  ...rest
}: ComponentProps<'a'> & Look) {
  return (
    <a {...rest} className={clsx(styles.button, styles[variant], styles[size], className)}>
      {icon}
      {children}
    </a>
  );
}
