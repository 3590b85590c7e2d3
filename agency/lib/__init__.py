"""The ground floor: tools that know no app and own no table."""
