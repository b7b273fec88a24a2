import { Kbd } from "@mantine/core";

/** Keys that do the same, as they are labelled on the keyboard. */
export function KeyHint({ keys }: { keys: string[] }) {
  return (
    <span aria-hidden className="no-print">
      {keys.map((key) => (
        <Kbd key={key} ml={4}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}
