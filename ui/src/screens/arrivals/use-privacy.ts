import { notifications } from "@mantine/notifications";
import { useState } from "react";

const KEY = "arrivals.privacy";

/** Whether names are hidden: remembered for this computer, whose screen may face the waiting room, whoever signs in. */
export function usePrivacy(): { isPrivate: boolean; toggle: () => void } {
  const [isPrivate, setPrivate] = useState(() => localStorage.getItem(KEY) === "true");
  const toggle = () => {
    localStorage.setItem(KEY, String(!isPrivate));
    // what was said of the last step names somebody
    notifications.clean();
    setPrivate(!isPrivate);
  };
  return { isPrivate, toggle };
}
