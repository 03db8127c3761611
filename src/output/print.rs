//! How charts are handed out: sizes in print, and kinds of files.

/// The size of a chart in print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// A column of a page in two columns: 85 mm wide.
    OneColumn,
    /// A page: 170 mm wide.
    #[default]
    TwoColumns,
    /// A slide: 254 mm by 143 mm, or higher if there is more to show.
    Slide,
}

impl Size {
    /// All of them, the narrowest first.
    pub const ALL: [Size; 3] = [Size::OneColumn, Size::TwoColumns, Size::Slide];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Size::OneColumn => "one-column",
            Size::TwoColumns => "two-columns",
            Size::Slide => "slide",
        }
    }

    /// Width in millimetres, and least height if the size has one.
    pub fn millimetres(self) -> (f64, Option<f64>) {
        match self {
            Size::OneColumn => (85.0, None),
            Size::TwoColumns => (170.0, None),
            Size::Slide => (254.0, Some(143.0)),
        }
    }
}

/// A kind of file for a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Lines and letters, for pages and editors; it carries the letters that it needs.
    Svg,
    /// Dots, 300 to the inch.
    Png,
    /// Lines and letters, for print; its fonts are embedded.
    Pdf,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Svg, Kind::Png, Kind::Pdf];

    /// Ending of the files, and name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Svg => "svg",
            Kind::Png => "png",
            Kind::Pdf => "pdf",
        }
    }
}

/// Which files are made of each chart, in which size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charts {
    /// Each at most once, in their order; none if no chart is drawn.
    pub kinds: Vec<Kind>,
    /// Size in print.
    pub size: Size,
}

impl Default for Charts {
    fn default() -> Self {
        Charts {
            kinds: vec![Kind::Svg, Kind::Png],
            size: Size::default(),
        }
    }
}

impl Charts {
    /// No charts.
    pub fn none() -> Self {
        Charts {
            kinds: Vec::new(),
            size: Size::default(),
        }
    }
}
