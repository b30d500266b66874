module observatory.example/libs/config

go 1.26
