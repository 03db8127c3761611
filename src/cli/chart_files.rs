//! The options that say which files are made of charts.

use clap::{Args, ValueEnum};
use honest_broker::output::print::{Charts, Kind, Size};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum ChartKind {
    /// Lines and letters, for pages and editors
    Svg,
    /// Dots, 300 to the inch
    Png,
    /// Lines and letters with embedded fonts, for print
    #[cfg(feature = "pdf")]
    Pdf,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ChartSize {
    /// 85 mm, a column of a page in two
    OneColumn,
    /// 170 mm, a page
    #[default]
    TwoColumns,
    /// 254 mm by 143 mm
    Slide,
}

#[derive(Clone, Debug, Args)]
pub struct ChartFiles {
    /// Files to make of each chart, separated by commas
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "KINDS",
        default_value = "svg,png"
    )]
    pub charts: Vec<ChartKind>,
    /// Size of the charts in print: each is drawn for it, with letters of 7 points or more
    #[arg(long, value_enum, default_value_t, value_name = "SIZE")]
    pub charts_size: ChartSize,
    /// Draw no charts
    #[arg(long, conflicts_with = "charts")]
    pub no_charts: bool,
}

impl ChartFiles {
    /// What is to be drawn.
    pub fn wanted(&self) -> Charts {
        if self.no_charts {
            return Charts::none();
        }
        let mut kinds: Vec<Kind> = self.charts.iter().map(|kind| kind.kind()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let size = match self.charts_size {
            ChartSize::OneColumn => Size::OneColumn,
            ChartSize::TwoColumns => Size::TwoColumns,
            ChartSize::Slide => Size::Slide,
        };
        Charts { kinds, size }
    }
}

impl ChartKind {
    fn kind(self) -> Kind {
        match self {
            ChartKind::Svg => Kind::Svg,
            ChartKind::Png => Kind::Png,
            #[cfg(feature = "pdf")]
            ChartKind::Pdf => Kind::Pdf,
        }
    }
}
