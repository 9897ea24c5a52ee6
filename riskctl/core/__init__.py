"""The functional core: values in, values out. No IO, no clock."""
