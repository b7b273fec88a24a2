//! *convergent*: any order and duplication of exchanges ends in equal devices, and in the server's own state.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use support::{Device, Line, Samples, TestClinic};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, Descriptor, Row};

const DEVICES: usize = 3;
const CASES: u32 = 6;
const STEPS: usize = 70;

/// What happens next, on one of the devices.
#[derive(Debug, Clone)]
enum Step {
    /// A user edits a cell of a row as it is shown to them.
    Edit {
        row: usize,
        cell: usize,
        variant: usize,
    },
    /// A user edits on the base of what they read earlier.
    EditBlindly {
        row: usize,
        cell: usize,
        variant: usize,
    },
    Delete {
        row: usize,
    },
    Undelete {
        row: usize,
    },
    /// A page goes up, more than once perhaps, and its answer is lost perhaps.
    Push {
        times: usize,
        is_answer_received: bool,
    },
    /// A page is pulled, perhaps more than once.
    Pull {
        times: usize,
    },
    /// A user looks at two or more versions and takes the second.
    Decide,
    /// The machine's clock is set.
    Jump {
        ms: i64,
    },
}

fn step() -> impl Strategy<Value = (usize, Step)> {
    let edit = (any::<usize>(), any::<usize>(), 0_usize..3);
    let step = prop_oneof![
        6 => edit.clone().prop_map(|(row, cell, variant)| Step::Edit { row, cell, variant }),
        2 => edit.prop_map(|(row, cell, variant)| Step::EditBlindly { row, cell, variant }),
        1 => any::<usize>().prop_map(|row| Step::Delete { row }),
        1 => any::<usize>().prop_map(|row| Step::Undelete { row }),
        4 => (1_usize..3, prop::bool::weighted(0.8))
            .prop_map(|(times, is_answer_received)| Step::Push { times, is_answer_received }),
        5 => (1_usize..3).prop_map(|times| Step::Pull { times }),
        1 => Just(Step::Decide),
        1 => (-3_600_000_i64..3_600_000).prop_map(|ms| Step::Jump { ms }),
    ];
    (0..DEVICES, step)
}

/// Three devices of one clinic, on which the same rows are edited.
struct Trio {
    clinic: TestClinic,
    devices: Vec<Device>,
    lines: Vec<Line>,
    samples: Samples,
    rows: Vec<Row>,
}

impl Trio {
    fn new() -> Trio {
        let (mut first, _) = Device::create();
        let clinic = TestClinic::for_device(&first);
        let mut samples = Samples::new(clinic.tenant);
        // rows that others name; each case makes its own to edit
        for descriptor in Samples::entities() {
            let row = samples.row(descriptor, 0);
            first.insert(&row).unwrap();
        }
        first.connect(&clinic.server.url(), &clinic.clinic_code());
        let mut devices = vec![first];
        for _ in 1..DEVICES {
            let device = clinic.enrol(&mut devices[0], "ada");
            devices.push(device);
        }
        let lines = devices.iter().map(|device| Line::of(&clinic, device));
        Trio {
            lines: lines.collect(),
            clinic,
            devices,
            samples,
            rows: Vec::new(),
        }
    }

    /// New rows of every entity that may be edited, known to all.
    fn begin(&mut self) {
        self.rows.clear();
        for descriptor in Samples::entities()
            .into_iter()
            .filter(|known| is_edited(known))
        {
            let row = self.samples.row(descriptor, 0);
            self.devices[0]
                .unlocked_mut()
                .write("sample", |tx| tx.insert_row(&row))
                .unwrap();
            self.rows.push(row);
        }
        self.drain();
    }

    fn drain(&mut self) {
        for _ in 0..2 {
            for line in &mut self.lines {
                line.drain();
            }
        }
    }

    fn take(&mut self, at: usize, step: &Step) {
        match *step {
            Step::Edit { row, cell, variant } => {
                let row = &self.rows[row % self.rows.len()];
                let (now, seen) = self.devices[at].seen(row.descriptor, row.id);
                self.edit(at, now, &seen, cell, variant);
            }
            Step::EditBlindly { row, cell, variant } => {
                let row = self.rows[row % self.rows.len()].clone();
                self.edit(at, row, &Default::default(), cell, variant);
            }
            Step::Delete { row } => {
                let row = &self.rows[row % self.rows.len()];
                let (_, seen) = self.devices[at].seen(row.descriptor, row.id);
                self.devices[at]
                    .delete(row.descriptor, row.id, None, &seen)
                    .unwrap();
            }
            Step::Undelete { row } => {
                let row = &self.rows[row % self.rows.len()];
                let (_, seen) = self.devices[at].seen(row.descriptor, row.id);
                self.devices[at]
                    .undelete(row.descriptor, row.id, &seen)
                    .unwrap();
            }
            Step::Push {
                times,
                is_answer_received,
            } => drop(self.lines[at].push(times, is_answer_received)),
            Step::Pull { times } => drop(self.lines[at].pull(times)),
            Step::Decide => self.decide(at),
            Step::Jump { ms } => self.devices[at].machine.clock.jump_ms(ms),
        }
    }

    fn edit(
        &mut self,
        at: usize,
        mut row: Row,
        seen: &sync_contract::read_version::ReadVersion,
        cell: usize,
        variant: usize,
    ) {
        let specs: Vec<_> = row.descriptor.declared_cells().collect();
        let spec = specs[cell % specs.len()];
        let new = self.samples.cell(row.descriptor, spec, row.id, variant);
        row.cells = vec![new];
        self.devices[at].update(&row, seen).unwrap();
    }

    fn decide(&mut self, at: usize) {
        let conflicts = self.devices[at].read().conflicts().unwrap();
        let of_cells = conflicts.into_iter().find(|conflict| conflict.cell < 254);
        let Some(conflict) = of_cells.filter(|conflict| conflict.is_open()) else {
            return;
        };
        let taken = conflict.siblings[1].content.clone();
        let clocks = conflict.clocks();
        let write = |tx: &mut vault::WriteTx<'_>| {
            tx.resolve(conflict.descriptor, conflict.row, &taken, &clocks)
        };
        self.devices[at]
            .unlocked_mut()
            .write("resolve", write)
            .unwrap();
    }

    /// All devices and the server have equal rows of every entity and equal conflicts.
    fn assert_equal(&self) -> Result<(), TestCaseError> {
        for descriptor in Catalog::ALL.iter().copied() {
            let first = self.devices[0].rows(descriptor);
            for (at, device) in self.devices.iter().enumerate() {
                let rows = device.rows(descriptor);
                for (row, first) in rows.iter().zip(&first).filter(|(row, first)| row != first) {
                    let (here, there) = (outline(row), outline(first));
                    prop_assert!(false, "{}: {here} on {at}, {there} on 0", descriptor.name);
                }
                prop_assert_eq!(rows.len(), first.len());
            }
        }
        let app = self.clinic.app();
        for row in &self.rows {
            let there = self.clinic.row(&app, row.descriptor, row.id);
            let here = self.devices[0].row(row.descriptor, row.id).unwrap();
            let outlines = (outline(&there), outline(&here));
            prop_assert!(
                there == here,
                "{}: server and 0: {outlines:?}",
                row.descriptor.name
            );
        }
        let conflicts = |device: &Device| {
            let open = device.read().conflicts().unwrap();
            open.iter()
                .map(|conflict| (conflict.id, conflict.clocks()))
                .collect::<Vec<_>>()
        };
        let first = conflicts(&self.devices[0]);
        for device in &self.devices {
            prop_assert_eq!(&conflicts(device), &first);
            prop_assert_eq!(device.number("select count(*) from quarantined"), 0);
            prop_assert_eq!(device.number("select count(*) from queue"), 0);
        }
        Ok(())
    }
}

/// Which cells a row has, by which authors, and their siblings.
fn outline(row: &RowState) -> String {
    let cell = |state: &CellState| {
        let clock = state.clock;
        format!(
            "{}@{}.{}.{}",
            state.cell,
            clock.unix_ms % 100_000_000,
            clock.counter,
            clock.device
        )
    };
    let cells = |states: &[CellState]| states.iter().map(cell).collect::<Vec<_>>().join(" ");
    format!("{} beside {}", cells(&row.cells), cells(&row.siblings))
}

fn is_edited(descriptor: &Descriptor) -> bool {
    !descriptor.authority.is_admin_signed() && !descriptor.authority.is_append_only()
}

#[test]
fn three_devices_that_exchange_in_any_order_end_equal_to_the_server() {
    let mut trio = Trio::new();
    let mut contested = 0;
    let mut run = |steps: &[(usize, Step)]| {
        trio.begin();
        for (device, step) in steps {
            trio.take(*device, step);
        }
        trio.drain();
        contested += trio.devices[0].read().conflicts().unwrap().len();
        trio.assert_equal()
    };
    // the rows are new in each case and the devices are not, so a case is not tried again in smaller pieces
    let config = Config {
        cases: CASES,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = prop::collection::vec(step(), STEPS);
    let mut runner = TestRunner::new(config);
    for _ in 0..CASES {
        let steps = steps.new_tree(&mut runner).unwrap().current();
        let describe = || {
            steps
                .iter()
                .map(|step| format!("{step:?}\n"))
                .collect::<String>()
        };
        run(&steps).unwrap_or_else(|error| panic!("{error}\n{}", describe()));
    }
    assert!(
        contested > 0,
        "nobody ever disagreed, so nothing was proved"
    );
}

/// AdminSigned rows converge through online writes: the one that did not know the other is refused and tried again.
#[test]
fn admin_signed_rows_that_two_admins_change_end_equal_everywhere() {
    let (mut first, _) = Device::create();
    let clinic = TestClinic::for_device(&first);
    let mut samples = Samples::new(clinic.tenant);
    let mut rows = Vec::new();
    for descriptor in Samples::entities() {
        let row = samples.row(descriptor, 0);
        first.insert(&row).unwrap();
        if descriptor.authority.is_admin_signed() && !descriptor.authority.is_append_only() {
            rows.push(row);
        }
    }
    first.connect(&clinic.server.url(), &clinic.clinic_code());
    let mut second = clinic.enrol(&mut first, "ada");
    let mut refused = 0;
    for row in &rows {
        for spec in row.descriptor.declared_cells() {
            let name = format!("{}.{}", row.descriptor.name, spec.name);
            let edit = |device: &mut Device, samples: &mut Samples, variant| {
                let (mut now, seen) = device.seen(row.descriptor, row.id);
                now.cells = vec![samples.cell(row.descriptor, spec, row.id, variant)];
                device.update(&now, &seen)
            };
            if !edit(&mut first, &mut samples, 1).unwrap_or_else(|error| panic!("{name}: {error}"))
            {
                continue;
            }
            // on what stood there before: the server refuses it, and it leaves nothing behind
            match edit(&mut second, &mut samples, 2) {
                Ok(differs) => assert!(!differs, "{name}"),
                Err(_) => refused += 1,
            }
            second.sync();
            assert!(edit(&mut second, &mut samples, 2).unwrap(), "{name}");
            first.sync();
        }
    }
    assert!(refused >= rows.len(), "{refused}");
    for (device, name) in [(&mut first, "Hillside"), (&mut second, "Hilltop")] {
        device.sync();
        device.rename_clinic(&format!("{name} again")).unwrap();
    }
    first.sync();
    let app = clinic.app();
    for descriptor in Catalog::ALL.iter().copied() {
        let here = first.rows(descriptor);
        assert_eq!(second.rows(descriptor), here, "{}", descriptor.name);
        for row in &here {
            assert_eq!(
                &clinic.row(&app, descriptor, row.row),
                row,
                "{}",
                descriptor.name
            );
        }
    }
}
