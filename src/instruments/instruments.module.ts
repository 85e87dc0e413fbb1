import { Module } from '@nestjs/common';
import { InstrumentCatalogue } from './instrument-catalogue.js';
import { InstrumentsController } from './instruments.controller.js';
import { InstrumentsService } from './instruments.service.js';
import { InstrumentRepository } from './persistence/instrument.repository.js';

@Module({
  controllers: [InstrumentsController],
  providers: [InstrumentRepository, InstrumentCatalogue, InstrumentsService],
  exports: [InstrumentCatalogue],
})
export class InstrumentsModule {}
