package io.sealpost.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.springframework.stereotype.Component;

/** Reports as JSON text, for {@code queue:reports}. */
@Component
public class Reports {
    private final ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /** The report as JSON. */
    public String write(Report report) throws JsonProcessingException {
        return json.writeValueAsString(report);
    }

    /** The report that {@link #write} wrote. */
    public Report read(String text) throws JsonProcessingException {
        return json.readValue(text, Report.class);
    }
}
