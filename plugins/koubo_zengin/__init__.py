"""総合振込: a file in the banks' common form, for funders that pay their grantees by themselves."""
