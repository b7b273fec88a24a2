import { notifications } from "@mantine/notifications";
import { useState } from "react";

const KEY = "arrivals.privacy";

/** Whether names are hidden: remembered for this computer, whose screen may face the waiting room, whoever signs in. */
export function usePrivacy(): { isPrivate: boolean; toggle: () => void } {
  const [isPrivate, setPrivate] = useState(() => localStorage.getItem(KEY) === "true");
  const toggle = () => {
    localStorage.setItem(KEY, String(!isPrivate));
    // the message about the last step names a patient
    notifications.clean();
    setPrivate(!isPrivate);
  };
  return { isPrivate, toggle };
}
