-- Where the bundled figures of a source were read, the newest first; how many there are in each row.
select
    seen.locator as "Read in",
    count(*) as "Figures",
    min(seen.period_start) as "From",
    max(seen.period_end) - 1 as "To",
    count(*) over () as places
from latest_observation as seen
join signal on signal.signal_id = seen.signal_id
where signal.source_id = $source and seen.run_id = 'snapshot' and seen.locator is not null
group by seen.locator
order by "To" desc, seen.locator
limit 200
