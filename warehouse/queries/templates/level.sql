select sum(value){scale} as measured
{source}
    and project_id in {subject}
    and {periods}
