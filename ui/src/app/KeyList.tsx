import { Modal, Table } from "@mantine/core";
import { KeyHint } from "../parts/KeyHint";
import { useWords } from "../words/speech";

/** Every key in one place. */
export function KeyList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { frame } = useWords();
  const rows: [string[], string][] = [
    [["Ctrl", "K"], frame.keys.find], [["Ctrl", "N"], frame.keys.newPatient], [["Ctrl", "Shift", "N"], frame.keys.newAppointment], [["Ctrl", "L"], frame.keys.lock], [["Ctrl", "B"], frame.keys.fold],
    [["Ctrl", "Enter"], frame.keys.primary], [["F6"], frame.keys.pane], [["Ctrl", "1…6"], frame.keys.tabs], [["G", "T/P/D/S"], frame.keys.goText], [["?"], frame.keys.all], [["Esc"], frame.keys.close],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={frame.showKeys} closeButtonProps={{ "aria-label": frame.close }}>
      <Table highlightOnHover={false}>
        <Table.Tbody>
          {rows.map(([keys, text]) => (
            <Table.Tr key={text}>
              <Table.Td>{text}</Table.Td>
              <Table.Td ta="right">
                <KeyHint keys={keys} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
