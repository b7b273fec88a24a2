import { useCommand } from "../ipc/use-clinic";

/** Has the server asked again for what is quarantined or missing here. Returns null where that failed. */
export function useFetchAgain() {
  const { busy, problem, run } = useCommand();
  const fetchAgain = async () => {
    const status = await run(async (clinic) => {
      await clinic.fetchAgain();
      return clinic.syncNow();
    });
    return status ?? null;
  };
  return { busy, problem, fetchAgain };
}
