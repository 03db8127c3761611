//! Charts of conclusions under other assumptions, one for each.
