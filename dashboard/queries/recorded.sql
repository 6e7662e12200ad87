-- The recorded answers at the given places: what was asked, when, and the sha256 of the answer.
select
    locator,
    run_id,
    url,
    fetched_at,
    sha256
from response
where list_contains($locators, locator)
order by locator
