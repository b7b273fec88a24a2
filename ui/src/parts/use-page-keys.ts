import { type HotkeyItem, useHotkeys } from "@mantine/hooks";
import { topDialog } from "./top-dialog";

/** Keys of a page, which do nothing under a dialog. */
export function usePageKeys(keys: HotkeyItem[]): void {
  useHotkeys(keys.map(([key, act, options]) => [key, (event) => topDialog() === null && act(event), options]));
}
