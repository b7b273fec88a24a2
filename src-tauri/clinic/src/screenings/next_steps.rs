//! What a clinic does after a result of a tool, in its own words.
//!
//! Each text is a setting of the clinic: it describes no patient, and an admin writes it. Without one a screen has the
//! words of the program.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Setting;
use sync_contract::read_version::ReadVersion;
use vault::read::{Deleted, Stored};

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::screenings::{Category, ScreeningTool};
use crate::settings;
use crate::view::ReadVersionToken;

/// `text` is empty where the clinic has no words of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NextSteps {
    pub tool: ScreeningTool,
    pub category: Category,
    pub text: String,
    pub seen: ReadVersionToken,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NextStepsEdit {
    pub tool: ScreeningTool,
    pub category: Category,
    pub text: String,
    pub seen: ReadVersionToken,
}

/// The tools in the order of the screens.
const TOOLS: [ScreeningTool; 6] = [
    ScreeningTool::Must,
    ScreeningTool::Mst,
    ScreeningTool::Nrs2002,
    ScreeningTool::MnaSf,
    ScreeningTool::Glim,
    ScreeningTool::PhysicalExamination,
];

/// Returns what a tool can say, the least of concern first.
pub fn categories(tool: ScreeningTool) -> &'static [Category] {
    match tool {
        ScreeningTool::Must => &[Category::Low, Category::Medium, Category::High],
        ScreeningTool::Mst => &[Category::NotAtRisk, Category::AtRisk],
        ScreeningTool::Nrs2002 => &[Category::RescreenWeekly, Category::AtNutritionalRisk],
        ScreeningTool::MnaSf => &[Category::Normal, Category::AtRisk, Category::Malnourished],
        ScreeningTool::Glim => &[
            Category::NotMalnourishedByGlim,
            Category::StageOne,
            Category::StageOneAtLeast,
            Category::StageTwo,
        ],
        ScreeningTool::PhysicalExamination => &[
            Category::NoSigns,
            Category::ModerateSigns,
            Category::SevereSigns,
        ],
    }
}

/// Returns the name of the setting.
fn name_of(tool: ScreeningTool, category: Category) -> String {
    format!("screening.{}.{category}", tool.as_str().to_lowercase())
}

/// Returns the steps after each result of each tool. Users who read screenings read them, and an admin who writes them
/// need not read a chart.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<NextSteps>> {
    clinic.may(Right::PatientsRead)?;
    let stored = clinic.read().all::<Setting>(Deleted::Hidden)?;
    let steps = |tool: ScreeningTool| {
        let of = |category: &Category| view(tool, *category, &stored);
        categories(tool).iter().map(of).collect::<Vec<_>>()
    };
    Ok(TOOLS.into_iter().flat_map(steps).collect())
}

fn view(tool: ScreeningTool, category: Category, stored: &[Stored<Setting>]) -> NextSteps {
    let name = name_of(tool, category);
    let row = stored.iter().find(|row| row.value.name.as_str() == name);
    NextSteps {
        tool,
        category,
        text: row.map_or(String::new(), |row| row.value.value.to_string()),
        seen: row.map_or(ReadVersionToken(String::new()), |row| {
            ReadVersionToken::of(&row.seen)
        }),
    }
}

/// Writes the steps after a result, or takes them back with an empty text.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` for a result that the tool does not have, `TooLong`.
pub fn edit(clinic: &mut Clinic, edit: &NextStepsEdit) -> Result<NextSteps> {
    clinic.may(Right::SettingsManage)?;
    let (tool, category) = (edit.tool, edit.category);
    if !categories(tool).contains(&category) {
        return Err(Error::invalid("category", Reason::Unknown));
    }
    let text = fields::optional_paragraph::<4000>(&edit.text, "text")?;
    let text = text.map_or(String::new(), |text| text.to_string());
    let seen = match edit.seen.0.as_str() {
        "" => ReadVersion::default(),
        _ => edit.seen.to_read_version()?,
    };
    let name = name_of(tool, category);
    clinic.write("edit next steps", |tx| {
        settings::put(tx, &name, &text, &seen)
    })?;
    let stored = clinic.read().all::<Setting>(Deleted::Hidden)?;
    Ok(view(tool, category, &stored))
}
