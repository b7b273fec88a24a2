import { EmptyState } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Says what is not here yet, why, and the first thing to do. */
export function Empty({
  icon: Sign,
  title,
  children,
  action,
}: {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <EmptyState
      py="xl"
      size="sm"
      icon={<Sign size={32} stroke={1.5} aria-hidden />}
      title={title}
      description={children}
      role="status">
      {action}
    </EmptyState>
  );
}
