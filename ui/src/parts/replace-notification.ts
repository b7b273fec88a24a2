import { type NotificationData, notifications } from "@mantine/notifications";

/** By id, how many have taken the place of an earlier one. */
const replaced = new Map<string, number>();

type Shown = NotificationData & { id: string; autoClose: number };

/**
 * Shows a notification in the place of the one with its `id`, for all of its own time (`autoClose`, in milliseconds).
 *
 * The library starts that time again only where it is another number: one that followed with the same would be gone
 * when the first one would have been, so that an Undo might be there for less than a second. Each second one stays a
 * millisecond longer.
 */
export function replaceNotification({ id, autoClose, ...shown }: Shown): void {
  const count = replaced.get(id) ?? 0;
  replaced.set(id, count + 1);
  notifications.hide(id);
  notifications.show({ ...shown, id, autoClose: autoClose + (count % 2) });
}
