-- What ClickHouse is asked. Each statement follows a line "-- name: ...".
--
-- pypi_downloads_per_day is a SummingMergeTree: until they are merged there are several rows for
-- one package and day, so counts are always summed. The ready-made view by month is left alone:
-- days that were filled in late are missing from it.

-- name: newest
select
    max(date) as newest,
    toUnixTimestamp(now()) as clock,
    getSetting('max_result_rows') as limit_rows,
    getSetting('max_rows_to_read') as limit_rows_read,
    getSetting('max_execution_time') as limit_seconds
from pypi.pypi_downloads_per_day
where project in {packages:Array(String)}

-- name: control
select
    project,
    uniqExact(toStartOfMonth(date)) as months,
    uniqExact(date) as days,
    sum(count) as downloads
from pypi.pypi_downloads_per_day
where
    project in {packages:Array(String)}
    and date >= {since:Date}
    and date < {until:Date}
group by project
order by project

-- name: month
select
    project,
    toStartOfMonth(date) as start,
    uniqExactIf(date, count > 0) as days,
    sum(count) as downloads
from pypi.pypi_downloads_per_day
where
    project in {packages:Array(String)}
    and date >= {since:Date}
    and date < {until:Date}
group by project, start
order by project, start

-- name: day
select
    project,
    date as start,
    uniqExactIf(date, count > 0) as days,
    sum(count) as downloads
from pypi.pypi_downloads_per_day
where
    project in {packages:Array(String)}
    and date >= {since:Date}
    and date < {until:Date}
group by project, start
order by project, start
