select (
{share}
) - (
{first_share}
) as measured
