import { Kbd } from "@mantine/core";

/** Keys as they are labelled on the keyboard; `spoken` where they are the information and not a reminder of it. */
export function KeyHint({ keys, spoken = false }: { keys: string[]; spoken?: boolean }) {
  return (
    <span aria-hidden={!spoken} className="no-print">
      {keys.map((key) => (
        <Kbd key={key} ml={4}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}
